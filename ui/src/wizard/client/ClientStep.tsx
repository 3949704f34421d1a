import type { StepProps } from "../steps";

export default function ClientStep(_: StepProps) {
  return null;
}
