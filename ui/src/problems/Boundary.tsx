import { Component, type ReactNode } from "react";
import type { Problem } from "../host/bindings";
import { CrashPage } from "./CrashPage";

interface Props {
  /** Where the page stands; another place begins anew. */
  at: string;
  children: ReactNode;
}

interface State {
  problem: Problem | null;
}

/** A screen that crashes takes no other with it: a problem stands in its place, and *Reload* begins it anew (W11). */
export class Boundary extends Component<Props, State> {
  override state: State = { problem: null };

  static getDerivedStateFromError(thrown: unknown): State {
    const detail = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
    return { problem: { code: "screen", message: "", hints: [], detail, facts: {}, exit: "other" } };
  }

  override componentDidUpdate({ at }: Props) {
    if (at !== this.props.at && this.state.problem) this.setState({ problem: null });
  }

  override render() {
    const { problem } = this.state;
    if (!problem) return this.props.children;
    return <CrashPage problem={problem} onReload={() => this.setState({ problem: null })} />;
  }
}
