/** Order by two buttons. */
import { t } from "~/core/i18n";
import { Icon } from "~/ui/icons";

export function moved<T>(rows: T[], from: number, to: number): T[] {
  const row = rows[from];
  if (row === undefined) return rows;
  return rows.toSpliced(from, 1).toSpliced(to, 0, row);
}

interface MoveProps {
  name: string;
  index: number;
  last: number;
  move: (from: number, to: number) => void;
}

/** Order by two buttons: works with every pointer, every keyboard and every screen reader. */
export const MoveButtons = ({ name, index, last, move }: MoveProps) => (
  <>
    <button
      class="eh-button eh-button--secondary eh-button--icon eh-button--small"
      type="button"
      aria-disabled={index === 0}
      aria-label={t("Move {name} up", { name })}
      onClick={() => index > 0 && move(index, index - 1)}
    >
      <Icon name="up" size={16} />
    </button>
    <button
      class="eh-button eh-button--secondary eh-button--icon eh-button--small"
      type="button"
      aria-disabled={index === last}
      aria-label={t("Move {name} down", { name })}
      onClick={() => index < last && move(index, index + 1)}
    >
      <Icon name="down" size={16} />
    </button>
  </>
);
