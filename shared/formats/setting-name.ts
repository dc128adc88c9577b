import type { Range } from '../model/range.ts';

/** A text and where it stands: the shape of keys and values while they are put together. */
export interface Slice {
  readonly text: string;
  readonly range: Range;
}

/** The member that names a setting in `{ "name": "DB_PASSWORD", "value": "…" }` and its kin (ECS, Kubernetes, CloudFormation, Azure, Postman). */
const NAME_MEMBER = /^(?:name|key|parameter_?key|env_?name|variable|setting|option_?name|header)$/i;
const VALUE_MEMBER = /^(?:value|parameter_?value|env_?value|default_?value|option_?value)$/i;

export const isNameMember = (key: string): boolean => NAME_MEMBER.test(key);
export const isValueMember = (key: string): boolean => VALUE_MEMBER.test(key);

/** `NAME=value` as an element of a list of settings (`environment:` of compose, `Env` of `docker inspect`), or undefined. */
export const settingInElement = (element: Slice): { key: Slice; value: Slice } | undefined => {
  const match = /^([A-Za-z_][\w.-]{0,119})=/.exec(element.text);
  if (match === null) return undefined;
  const { start, end } = element.range;
  const sign = match[1]!.length;
  return {
    key: { text: match[1]!, range: { start, end: start + sign } },
    value: { text: element.text.slice(sign + 1), range: { start: start + sign + 1, end } },
  };
};

/** Lists whose elements are settings. */
export const isSettingList = (key: string): boolean => /^(?:env|environment|environment_?variables|build_?args|env_?vars)$/i.test(key);

/** Keys under which every entry is a setting, whatever the file. */
const SETTING_PARENT =
  /^(?:env|environment|environment_?variables|container_?env|remote_?env|string_?data|secrets?|connection_?strings?|credentials?|auths|build_?args|app_?settings)$/i;

export const isUnderSettings = (parents: readonly string[]): boolean => parents.some((parent) => SETTING_PARENT.test(parent));
