import { linesOf } from './exportFile.ts';

/** A column of a STAR file: its name without the underscore in front, and its value in every row, without blanks. */
export interface StarColumn<Row> {
  readonly name: string;
  readonly value: (row: Row) => string;
}

/**
 * A STAR file of one table. RELION finds a table by `data_NAME`, ends it at the first blank line, and wants `\n` alone
 * (metadata_table.cpp, ver5.0). `remark` stands above the table and must not contain `data_`, which RELION would take for one.
 */
export function starTable<Row>(
  name: string,
  columns: readonly StarColumn<Row>[],
  rows: readonly Row[],
  remark: string | null = null,
): string {
  return linesOf([
    ...(remark === null ? [] : [`# ${remark}`]),
    '',
    `data_${name}`,
    '',
    'loop_',
    ...columns.map((column, at) => `_${column.name} #${at + 1}`),
    ...rows.map((row) => columns.map((column) => column.value(row)).join(' ')),
    '',
  ]);
}
