/** A value that both engines keep as it is: times are milliseconds since 1970, lists and objects are JSON text. */
export type SqlValue = string | number | null;

/** One row, by the names of its columns. */
export type Row = Readonly<Record<string, SqlValue>>;

/** The engines that the router keeps its registry and keys in. */
export type Engine = "sqlite" | "postgres";

/** What the stores need of a database. Statements name their parameters `$1`, `$2`, in both engines. */
export interface Database {
  readonly engine: Engine;
  /**
   * @returns the rows, also of a statement that ends in `RETURNING`
   * @throws DatabaseError
   */
  query(sql: string, parameters?: readonly SqlValue[]): Promise<readonly Row[]>;
  /**
   * All of it or nothing. In Postgres nobody else who asks for the same lock works meanwhile; SQLite has one writer.
   * @throws DatabaseError, or what the work threw
   */
  exclusively<T>(work: (query: Database["query"]) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** The database failed, in a sentence that holds no statement and no value. */
export class DatabaseError extends Error {
  constructor(engine: Engine, cause: unknown) {
    const { code, message } = cause as { code?: unknown; message?: unknown };
    const said = typeof code === "string" && code !== "ERR_SQLITE_ERROR" ? code : String(message);
    const detail = said.replace(/\.$/, "");
    super(`The router's database (${engine}) failed: ${detail}.`, { cause });
    this.name = "DatabaseError";
  }
}
