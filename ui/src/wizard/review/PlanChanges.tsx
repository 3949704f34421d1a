import { lazy, useState } from "react";
import { useTranslation } from "react-i18next";
import { HandCounts } from "../../byHand/HandCounts";
import type { ClientRow } from "../../host/bindings";
import { Opening } from "../../parts/Opening";
import { BillByKind } from "./BillByKind";
import { Cards } from "./Cards";
import { Held } from "./Held";
import { ListHead } from "./ListHead";
import { Notices } from "./Notices";
import { PlanList, wholePlan } from "./PlanList";

const ExceptionsDrawer = lazy(() => import("../../exceptions/ExceptionsDrawer"));

type ChangesProps = Omit<Parameters<typeof Held>[0], "name"> & { row: ClientRow; approved: number };

/** The numbers, what is held, what to know, and every change. */
export function PlanChanges({ row, client, plan, answers, answering, approved }: ChangesProps) {
  const words = useTranslation("byhand").t;
  const [filter, setFilter] = useState(wholePlan);
  const [byKind, setByKind] = useState(false);
  const [hands, setHands] = useState(false);
  const [exempt, setExempt] = useState(false);
  return (
    <>
      <Cards
        plan={plan}
        approved={approved}
        group={filter.group}
        onGroup={(group) => setFilter({ ...filter, group })}
        byKind={byKind}
        onByKind={() => setByKind(!byKind)}
        hands={hands}
        onHands={() => setHands(!hands)}
        onExempt={() => setExempt(true)}
      />
      {exempt && (
        <Opening onClose={() => setExempt(false)}>
          <ExceptionsDrawer client={row} onClose={() => setExempt(false)} />
        </Opening>
      )}
      {byKind && <BillByKind plan={plan} />}
      {hands && (
        <HandCounts
          title={words("plan.title")}
          line={words("plan.line")}
          counts={plan.byHand}
          testid="plan-by-hand"
        />
      )}
      <Notices client={client} notices={plan.notices} urgent />
      <Held client={client} name={row.name} plan={plan} answers={answers} answering={answering} />
      <Notices client={client} notices={plan.notices} />
      <ListHead plan={plan} approved={approved} filter={filter} onFilter={setFilter} />
      {plan.ready > 0 && (
        <PlanList
          client={client}
          plan={plan.plan}
          ready={plan.ready}
          filter={filter}
          onClear={() => setFilter(wholePlan)}
        />
      )}
    </>
  );
}
