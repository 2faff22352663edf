interface Props<Value extends string | number> {
  label: string;
  /** Shown while nothing is chosen. */
  placeholder?: string;
  value: Value | null;
  options: readonly { value: Value; label: string }[];
  onChoose: (value: Value) => void;
  name?: string;
}

/** One of several, with the system's own list: the one people know from every other page. */
export function Choice<Value extends string | number>(props: Props<Value>) {
  const { label, placeholder, value, options, onChoose, name } = props;
  const choose = (chosen: string) => {
    const option = options.find((candidate) => String(candidate.value) === chosen);
    if (option) onChoose(option.value);
  };
  return (
    <label className="choice">
      <span>{label}</span>
      <select data-testid={name} value={value ?? ""} onChange={({ target }) => choose(target.value)}>
        {placeholder !== undefined && (
          <option value="" disabled>
            {placeholder}
          </option>
        )}
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </label>
  );
}
