import type { StepProps } from "../steps";

export default function ConnectStep(_: StepProps) {
  return null;
}
