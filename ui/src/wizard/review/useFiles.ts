import { useState } from "react";
import { go } from "../../app/route";
import { useReview } from "../../parts/place";
import { useDo } from "../../queries/queries";

/** Writes a plan or its bill into a file, and takes a plan in from one. */
export function useFiles(client: number) {
  const writes = {
    plan_pdf: useDo("plan_pdf"),
    plan_csv: useDo("plan_csv"),
    bill_csv: useDo("bill_csv"),
    plan_export: useDo("plan_export"),
  };
  const take = useDo("plan_import");
  const review = useReview(client);
  const [written, setWritten] = useState<string | null>(null);
  const all = [take, ...Object.values(writes)];
  return {
    busy: all.some(({ isPending }) => isPending),
    problem: all.find(({ error }) => error)?.error ?? null,
    /** Where the last file was put. */
    written,
    write(what: keyof typeof writes, plan: number) {
      setWritten(null);
      for (const one of all) one.reset();
      writes[what].mutate({ client, plan }, { onSuccess: ({ path }) => setWritten(path) });
    },
    take(text: string) {
      setWritten(null);
      for (const one of all) one.reset();
      take.mutate({ client, text }, { onSuccess: ({ plan }) => go(review(plan)) });
    },
  };
}
export type Files = ReturnType<typeof useFiles>;
