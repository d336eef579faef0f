package io.sluice.persistence.index;

import io.sluice.persistence.index.Halt.HaltAnswer;
import io.sluice.protocol.execution.Facts;
import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.RunnerId;
import io.sluice.protocol.model.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rows that can be listed. Calls block on the database: make them on virtual threads. A database
 * that fails throws {@link StorageUnavailable}. Lookups take the tenant, so that nothing of another
 * one can be found (T1).
 */
public interface Index {
  /** Creates the tenant unless it exists. */
  void ensureTenant(TenantId tenant, Instant at);

  void insertKey(ApiKey key);

  /** Revoked ones too. */
  Optional<ApiKey> key(String id);

  List<ApiKey> keys();

  /** False when there is none, or it was revoked before. */
  boolean revokeKey(String id, Instant at);

  /** False, and nothing changed, when the tenant has a box of this name. */
  boolean insertBox(Box box);

  Optional<Box> box(TenantId tenant, BoxId id);

  Optional<Box> boxByName(TenantId tenant, String name);

  /**
   * Newest first.
   *
   * @param status null: any
   * @param after a token from the slice before; null: from the start
   * @throws IllegalArgumentException for a token that is none
   */
  Slice<Box> boxes(TenantId tenant, Box.@Nullable Status status, int limit, @Nullable String after);

  /**
   * It runs from now on, in a new life; of several at once one wins (L6). False unless it was
   * configured, stopped or failed.
   *
   * @param main what its main session will be, if it is to have one
   */
  boolean startBox(TenantId tenant, BoxId id, ExecutionId main, Instant at);

  /**
   * In its present life it has another main session from now on; false unless it runs with that.
   */
  boolean replaceMain(TenantId tenant, BoxId id, ExecutionId former, ExecutionId next, Instant at);

  /** Decided in one step: who comes later finds it stopping. */
  HaltAnswer haltBox(TenantId tenant, Halt halt, Instant at);

  /** It is stopped; false unless it was stopping in this life. */
  boolean stopBox(TenantId tenant, BoxId id, long life, Instant at);

  /** Its executions stay. False unless it was stopping or stopped in this life. */
  boolean deleteBox(TenantId tenant, BoxId id, long life);

  /**
   * Those of all tenants, by id, that are stopping, or may stop or go without being asked.
   *
   * @param after null: from the first
   */
  List<Box> upkept(@Nullable BoxId after, int limit);

  /** The runner where the box lives; empty: nowhere yet, or there is no such box. */
  Optional<RunnerId> homeOf(BoxId box);

  /**
   * Has the box live there, unless it lives somewhere already; of two at once one wins. It is
   * durable as soon as a later commit is.
   *
   * @return where it lives now; empty: there is no such box
   */
  Optional<RunnerId> settle(BoxId box, RunnerId runner);

  /** The runners that are to get nothing new. */
  Set<RunnerId> drained();

  /** Has the runner get nothing new from now on, or again; a repeat changes nothing. */
  void setDrained(RunnerId runner, boolean drained, Instant at);

  /** Precedes the acceptance; no box that stops admits any (C19). */
  Admission admitExecution(Facts facts);

  /** Whether an execution may begin. */
  enum Admission {
    /** Its row is written. */
    ADMITTED,
    /** The id has a row already, in whichever box. */
    TAKEN,
    /** Its box is not running. */
    NOT_RUNNING
  }

  /**
   * Makes the row hold these facts, which the journal has: an earlier try under the same id may
   * have left others, or none. Its end stays.
   */
  void restoreExecution(Facts facts);

  /** Follows the journaled end; a repeat changes nothing. */
  void endExecution(ExecutionId id, ExecutionRow.End end);

  /** For an acceptance that did not come to be. */
  void deleteExecution(ExecutionId id);

  Optional<ExecutionRow> execution(TenantId tenant, ExecutionId id);

  /**
   * Newest first.
   *
   * @param box null: of all boxes
   * @param after a token from the slice before; null: from the start
   * @throws IllegalArgumentException for a token that is none
   */
  Slice<ExecutionRow> executions(
      TenantId tenant, @Nullable BoxId box, int limit, @Nullable String after);

  /** Newest first; one whose row cannot be read is among them. */
  List<AcceptedRow> accepted(TenantId tenant, AcceptedIn which, int limit);

  /** Those without an end in this box. */
  List<ExecutionId> unfinishedIn(TenantId tenant, BoxId box);

  /** All without an end, of all tenants: what a start reconciles with the journal. */
  List<ExecutionId> unfinished();

  /**
   * Those that ended before, but for those whose start said how long they are kept; the oldest end
   * first.
   *
   * @param limit at most so many
   */
  List<ExecutionId> endedBefore(Tenants whose, Instant before, int limit);

  /** Those whose start said that they are kept until before, of all tenants. */
  List<ExecutionId> keptUntil(Instant before, int limit);

  /**
   * Those that ended and are more than so many bytes of output together, by tenant: the oldest,
   * without which the others are not.
   */
  List<ExecutionId> keptBeyond(Tenants whose, long bytes, int limit);

  /** Whether the tenant had an execution of this id and its log was forgotten; it is in no list. */
  boolean isGone(TenantId tenant, ExecutionId id);
}
