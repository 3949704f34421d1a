import { QueryClientProvider } from "@tanstack/react-query";
import { act, renderHook, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { describe, expect, it } from "vitest";
import { newCache } from "../app/App";
import { commandTags } from "../host/bindings";
import { type FakeHost, fakeHost } from "../host/fake";
import { HostProvider } from "../host/host";
import { listen } from "./listen";
import { useAsk, useDo } from "./queries";

function inside(host: FakeHost) {
  const cache = newCache();
  listen(host, cache);
  const wrapper = ({ children }: { children: ReactNode }) => (
    <HostProvider value={host}>
      <QueryClientProvider client={cache}>{children}</QueryClientProvider>
    </HostProvider>
  );
  return { cache, wrapper };
}

const asked = (host: FakeHost, command: string, client?: number) =>
  host.calls.filter(
    (call) =>
      call.command === command &&
      (client === undefined || (call.request as { client: number }).client === client),
  ).length;

describe("the cache", () => {
  it("reads again only what the core calls stale, and only of that client", async () => {
    const host = fakeHost();
    const { wrapper } = inside(host);
    renderHook(() => [useAsk("domain_list", { client: 1 }), useAsk("domain_list", { client: 2 })], {
      wrapper,
    });
    renderHook(() => useAsk("options_get", { client: 1 }), { wrapper });
    await waitFor(() => expect(asked(host, "domain_list")).toBe(2));
    act(() => host.emit({ event: "stale", client: 1, tags: ["domains"] }));
    await waitFor(() => expect(asked(host, "domain_list", 1)).toBe(2));
    expect(asked(host, "domain_list", 2)).toBe(1);
    expect(asked(host, "options_get")).toBe(1);
  });

  it("reads again what a command makes stale, across screens", async () => {
    const host = fakeHost();
    const { wrapper } = inside(host);
    renderHook(() => useAsk("client_list", null), { wrapper });
    const pause = renderHook(() => useDo("client_change"), { wrapper });
    await waitFor(() => expect(asked(host, "client_list")).toBe(1));
    act(() => pause.result.current.mutate({ client: 1, name: null, colour: null, paused: true }));
    await waitFor(() => expect(asked(host, "client_list")).toBe(2));
  });

  it("reads the clients again after whatever changes a number or a time of their rows", () => {
    const counts = [
      "domain_choose",
      "mailbox_choose",
      "mailbox_import",
      "choice_undo",
      "by_hand_done",
    ] as const;
    const plans = ["plan_make", "plan_apply", "plan_answer", "undo_make", "options_set"] as const;
    for (const command of [...counts, ...plans]) {
      expect([command, commandTags[command].stales]).toEqual([
        command,
        expect.arrayContaining(["client", "clients"]),
      ]);
    }
  });

  it("writes progress into the rows without asking for them", async () => {
    const host = fakeHost();
    const { wrapper } = inside(host);
    const list = renderHook(() => useAsk("client_list", null), { wrapper });
    await waitFor(() => expect(list.result.current.data).toBeDefined());
    const progress = { phase: "planning", done: 3, total: 9 } as const;
    act(() => host.emit({ event: "working", client: 2, progress }));
    await waitFor(() =>
      expect(list.result.current.data?.clients.find(({ id }) => id === 2)?.progress).toEqual(progress),
    );
    expect(asked(host, "client_list")).toBe(1);
  });

  it("turns whatever is thrown into a problem", async () => {
    const host = fakeHost();
    host.answer("client_list", () => {
      throw new Error("the line is cut");
    });
    const { wrapper } = inside(host);
    const list = renderHook(() => useAsk("client_list", null), { wrapper });
    await waitFor(() => expect(list.result.current.error?.code).toBe("page"));
  });
});
