import { Button } from "@fluentui/react-components";
import { ArrowLeft20Regular } from "@fluentui/react-icons/svg/arrow-left";
import { type ReactNode, useEffect } from "react";
import { go } from "../app/route";
import { useKeys } from "./keys";
import css from "./OwnPage.module.css";
import { PageHead } from "./PageHead";
import { TopBar } from "./TopBar";

interface Props {
  title: string;
  line: string;
  /** Where it was opened from. */
  back: { label: string; path: string };
  testid: string;
  children: ReactNode;
}

/** A page that belongs to no client, with the way back. */
export function OwnPage({ title, line, back, testid, children }: Props) {
  useKeys({ "Alt+ArrowLeft": () => go(back.path) });
  useEffect(() => {
    document.title = `${title} – Tenantry`;
  }, [title]);
  return (
    <div className={css.frame}>
      <TopBar />
      <main className={css.main} data-testid={testid}>
        <div className={css.page}>
          <PageHead title={title} line={line}>
            <Button icon={<ArrowLeft20Regular />} onClick={() => go(back.path)} data-testid="back">
              {back.label}
            </Button>
          </PageHead>
          {children}
        </div>
      </main>
    </div>
  );
}
