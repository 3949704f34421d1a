import { Skeleton, SkeletonItem } from "@fluentui/react-components";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Problem } from "../host/bindings";
import { ProblemBox } from "../problems/ProblemBox";
import css from "./States.module.css";

/** Rows that are being read; `label` says what, since a moving grey tells nobody anything. */
export function SkeletonRows({ label, rows = 6 }: { label: string; rows?: number }) {
  return (
    <Skeleton aria-label={label} className={css.rows}>
      <p className={css.label} aria-hidden>
        {label}
      </p>
      {Array.from({ length: rows }, (_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike and never move
        <div key={at} className={css.row}>
          <SkeletonItem shape="square" size={16} />
          <SkeletonItem size={12} />
          <SkeletonItem size={12} />
          <SkeletonItem size={12} />
        </div>
      ))}
    </Skeleton>
  );
}

interface EmptyProps {
  icon?: ReactNode;
  title: string;
  line?: ReactNode;
  /** 1 where this is the whole page. */
  level?: 1 | 2;
  /** The way on. */
  children?: ReactNode;
}

/** Nothing here, or nothing matches: says which, and offers the way on. */
export function Empty({ icon, title, line, level = 2, children }: EmptyProps) {
  const Heading = level === 1 ? "h1" : "h2";
  return (
    <div className={css.empty} data-testid="empty">
      {icon}
      <Heading className={css.title}>{title}</Heading>
      {line && <p>{line}</p>}
      {children && <div className={css.ways}>{children}</div>}
    </div>
  );
}

interface LoadedProps<T> {
  query: { data: T | undefined; error: Problem | null; refetch: () => unknown };
  /** What is read, for those who hear the page. */
  label: string;
  rows?: number;
  children: (data: T) => ReactNode;
}

/** Shows what a query answered; before that a skeleton, and a problem with *Try again* if it failed. */
export function Loaded<T>({ query, label, rows, children }: LoadedProps<T>) {
  const { t } = useTranslation();
  if (query.data !== undefined) return children(query.data);
  if (query.error)
    return <ProblemBox problem={query.error} onRetry={{ label: t("retry"), press: () => query.refetch() }} />;
  return <SkeletonRows label={label} {...(rows ? { rows } : {})} />;
}
