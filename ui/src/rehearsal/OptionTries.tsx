import { keepPreviousData } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { OptionsScreen } from "../host/bindings";
import { Loaded } from "../parts/States";
import { useAsk } from "../queries/queries";
import { Limits } from "../wizard/options/BrakeGroup";
import { DefaultsGroup } from "../wizard/options/DefaultsGroup";
import { Group } from "../wizard/options/SettingRow";
import { Policies } from "../wizard/options/StepGroup";
import { withOptions } from "./draft";
import type { Tries } from "./Rehearsal";

/** The options that a plan depends on: services of new mailboxes, who comes and leaves, the brake. */
export function OptionTries(props: Tries) {
  const { t } = useTranslation("rehearsal");
  const stored = useAsk("options_get", { client: props.client });
  return (
    <Loaded query={stored} label={t("options.reading")}>
      {(screen) => <Fields {...props} stored={screen} />}
    </Loaded>
  );
}

function Fields({ client, draft, edit, stored }: Tries & { stored: OptionsScreen }) {
  const { t } = useTranslation("rehearsal");
  const options = draft.options ?? stored.options;
  const preview = useAsk(
    "options_preview",
    { client, options },
    { enabled: draft.options !== null, placeholderData: keepPreviousData },
  );
  const screen = draft.options ? (preview.data ?? stored) : stored;
  const form = {
    options,
    edit: (change: Partial<typeof options>) => edit(withOptions(draft, stored.options, change)),
  };
  return (
    <div>
      <DefaultsGroup {...form} />
      <Group title={t("options.policies")}>
        <Policies {...form} />
      </Group>
      <Group title={t("options:brake.title")}>
        <Limits {...form} screen={screen} />
      </Group>
    </div>
  );
}
