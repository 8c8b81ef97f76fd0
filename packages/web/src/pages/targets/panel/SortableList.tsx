import { closestCenter, DndContext, KeyboardSensor, PointerSensor, useSensor, useSensors } from '@dnd-kit/core';
import {
  arrayMove,
  SortableContext,
  sortableKeyboardCoordinates,
  useSortable,
  verticalListSortingStrategy,
} from '@dnd-kit/sortable';
import { CSS } from '@dnd-kit/utilities';
import type { CSSProperties, HTMLAttributes, ReactNode, Ref } from 'react';

export interface SortableListProps {
  /** Rows in their order. */
  readonly ids: readonly string[];
  /** So many rows at the top stay where they are. */
  readonly fixed: number;
  readonly isDisabled: boolean;
  /** The indices that the rows had, in the new order. */
  readonly onOrder: (order: readonly number[]) => void;
  readonly children: ReactNode;
}

/** A list whose rows can be dragged into another order, by mouse and by keyboard. */
export function SortableList({ ids, fixed, isDisabled, onOrder, children }: SortableListProps) {
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={closestCenter}
      onDragEnd={({ active, over }) => {
        const [from, to] = [ids.indexOf(String(active.id)), over === null ? -1 : ids.indexOf(String(over.id))];
        if (isDisabled || from === to || from < fixed || to < fixed) return;
        onOrder(arrayMove([...ids.keys()], from, to));
      }}
    >
      <SortableContext items={ids.slice(fixed)} strategy={verticalListSortingStrategy}>
        {children}
      </SortableContext>
    </DndContext>
  );
}

/** What a row needs to be dragged. */
export interface Sortable {
  readonly rowRef: Ref<HTMLTableRowElement>;
  readonly style: CSSProperties;
  /** For the button by which it is held. */
  readonly handle: HTMLAttributes<HTMLButtonElement>;
  readonly isDragged: boolean;
}

/** Makes a row one that can be dragged. */
export function useSortableRow(id: string, isDisabled: boolean): Sortable {
  const { attributes, listeners, setNodeRef, transform, transition, isDragging } = useSortable({
    id,
    disabled: isDisabled,
  });
  return {
    rowRef: setNodeRef,
    style: { transform: CSS.Translate.toString(transform), transition: transition ?? '' },
    handle: { ...attributes, ...listeners },
    isDragged: isDragging,
  };
}
