/** What may stand between a variable's name and its value: `=`, `:`, quotes, in one line. */
const BEFORE = /(?:^|[\s"'{,[(;-])([A-Za-z_]\w{0,200})["']?[ \t]*(?:=|:|=>)[ \t]*["']?$/;

/** ECS: `{ "name": "DB_PASSWORD", "valueFrom": "…" }`, in any layout, also as YAML or HCL. */
const VALUE_FROM = /\bname["']?[ \t]*[:=][ \t]*["']?([A-Za-z_]\w{0,200})["']?[\s,]{1,200}(?:-[ \t]*)?["']?(?:valueFrom|value)["']?[ \t]*[:=][ \t]*["']?$/;

/** The variable that a reference at an offset gives its value to, as far as the text before it says; null where it doesn't. */
export const variableBefore = (text: string, offset: number): string | null => {
  const before = text.slice(Math.max(0, offset - 600), offset);
  const paired = VALUE_FROM.exec(before)?.[1];
  if (paired !== undefined) return paired;
  const name = BEFORE.exec(before.slice(before.lastIndexOf('\n') + 1))?.[1];
  return name === undefined || /^(?:value|valueFrom|arn|secretArn|secret|secret_id|name|key)$/i.test(name) ? null : name;
};
