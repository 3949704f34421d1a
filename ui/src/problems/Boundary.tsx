import { Component, type ReactNode } from "react";
import type { Problem } from "../host/bindings";
import { CrashPage } from "./CrashPage";

interface State {
  problem: Problem | null;
}

/** A screen that crashes takes no other with it: a problem stands in its place, and *Reload* begins it anew (W11). */
export class Boundary extends Component<{ children: ReactNode }, State> {
  override state: State = { problem: null };

  static getDerivedStateFromError(thrown: unknown): State {
    const detail = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
    return { problem: { code: "screen", message: "", hints: [], detail, facts: {}, exit: "other" } };
  }

  override render() {
    const { problem } = this.state;
    if (!problem) return this.props.children;
    return <CrashPage problem={problem} onReload={() => this.setState({ problem: null })} />;
  }
}
