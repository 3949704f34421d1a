import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
} from "@fluentui/react-components";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFocusBack } from "../parts/focusBack";
import { useFormat } from "../parts/format";
import { SkeletonRows } from "../parts/States";
import { Written } from "../parts/Written";
import { ProblemBox } from "../problems/ProblemBox";
import { useDo } from "../queries/queries";
import css from "./support.module.css";

/** Shows every file of the bundle before a person has it written; what is shown is what is written. */
export default function BundleDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("support");
  const { number } = useFormat();
  useFocusBack();
  const look = useDo("support_bundle_look");
  const write = useDo("support_bundle");
  const [at, setAt] = useState(0);
  const { mutate } = look;
  useEffect(() => mutate(null), [mutate]);
  const parts = look.data?.parts ?? [];
  const part = parts[at];
  const problem = look.error ?? write.error;
  return (
    <Dialog open onOpenChange={(_, { open }) => !open && onClose()}>
      <DialogSurface className={css.surface ?? ""} data-testid="bundle">
        <DialogBody>
          <DialogTitle>{t("bundle.title")}</DialogTitle>
          <DialogContent className={css.content ?? ""}>
            <p>{t("bundle.line")}</p>
            {problem && <ProblemBox problem={problem} />}
            {look.isPending && <SkeletonRows label={t("bundle.title")} />}
            {part && (
              <div className={css.parts}>
                <ul aria-label={t("bundle.parts")} className={css.names}>
                  {parts.map(({ name, bytes }, index) => (
                    <li key={name}>
                      <button
                        type="button"
                        className={css.name}
                        aria-pressed={index === at}
                        onClick={() => setAt(index)}
                        data-testid={`part-${name}`}
                      >
                        <span>{name}</span>
                        <span className="quiet caption">{t("bundle.bytes", { number: number(bytes) })}</span>
                      </button>
                    </li>
                  ))}
                </ul>
                {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what is longer than its place is scrolled by keys */}
                <section className={css.text} aria-label={part.name} tabIndex={0}>
                  <pre>{part.text}</pre>
                  {part.more && <p className="quiet">{t("bundle.more")}</p>}
                </section>
              </div>
            )}
            {write.data && (
              <Written words={t("bundle.written")} path={write.data.path} testid="bundle-written" />
            )}
          </DialogContent>
          <DialogActions>
            <Button onClick={onClose}>{t("common:close")}</Button>
            <Button
              appearance="primary"
              disabledFocusable={!part || write.isPending || write.isSuccess}
              onClick={() => write.mutate(null)}
              data-testid="bundle-write"
            >
              {t("bundle.write")}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
