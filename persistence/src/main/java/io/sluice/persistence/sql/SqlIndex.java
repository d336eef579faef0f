package io.sluice.persistence.sql;

import io.sluice.persistence.index.AcceptedIn;
import io.sluice.persistence.index.AcceptedRow;
import io.sluice.persistence.index.ApiKey;
import io.sluice.persistence.index.Box;
import io.sluice.persistence.index.ExecutionRow;
import io.sluice.persistence.index.Halt;
import io.sluice.persistence.index.Halt.HaltAnswer;
import io.sluice.persistence.index.Index;
import io.sluice.persistence.index.Slice;
import io.sluice.persistence.index.Tenants;
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

/** The index in PostgreSQL. Times come back in whole microseconds, those of facts exactly. */
public final class SqlIndex implements Index {
  private static final int MAX_LIMIT = 1_000;

  private final Database database;

  public SqlIndex(Database database) {
    this.database = database;
  }

  @Override
  public void ensureTenant(TenantId tenant, Instant at) {
    database.call("store a tenant", c -> KeyRows.ensureTenant(c, tenant, at));
  }

  @Override
  public void insertKey(ApiKey key) {
    database.call("store a key", c -> KeyRows.insert(c, key));
  }

  @Override
  public Optional<ApiKey> key(String id) {
    if (id.indexOf('\0') >= 0) {
      return Optional.empty();
    }
    return database.call("look up a key", c -> KeyRows.find(c, id));
  }

  @Override
  public List<ApiKey> keys() {
    return database.call("list keys", KeyRows::all);
  }

  @Override
  public boolean revokeKey(String id, Instant at) {
    return id.indexOf('\0') < 0 && database.call("revoke a key", c -> KeyRows.revoke(c, id, at));
  }

  @Override
  public boolean insertBox(Box box) {
    return database.call("store a box", c -> BoxRows.insert(c, box));
  }

  @Override
  public Optional<Box> box(TenantId tenant, BoxId id) {
    return database.call("look up a box", c -> BoxRows.find(c, tenant, id));
  }

  @Override
  public Optional<Box> boxByName(TenantId tenant, String name) {
    if (name.indexOf('\0') >= 0) {
      return Optional.empty();
    }
    return database.call("look up a box", c -> BoxRows.findByName(c, tenant, name));
  }

  @Override
  public Slice<Box> boxes(
      TenantId tenant, Box.@Nullable Status status, int limit, @Nullable String after) {
    PageToken token = after == null ? null : PageToken.parse(after);
    return database.call("list boxes", c -> BoxRows.list(c, tenant, status, bounded(limit), token));
  }

  @Override
  public boolean startBox(TenantId tenant, BoxId id, ExecutionId main, Instant at) {
    return database.call("start a box", c -> BoxLives.start(c, tenant, id, main, at));
  }

  @Override
  public boolean replaceMain(
      TenantId tenant, BoxId id, ExecutionId former, ExecutionId next, Instant at) {
    return database.call(
        "change a box", c -> BoxLives.replaceMain(c, tenant, id, former, next, at));
  }

  @Override
  public HaltAnswer haltBox(TenantId tenant, Halt halt, Instant at) {
    return database.call("halt a box", c -> BoxLives.halt(c, tenant, halt, at));
  }

  @Override
  public boolean stopBox(TenantId tenant, BoxId id, long life, Instant at) {
    return database.call("stop a box", c -> BoxLives.stop(c, tenant, id, life, at));
  }

  @Override
  public boolean deleteBox(TenantId tenant, BoxId id, long life) {
    return database.call("delete a box", c -> BoxLives.delete(c, tenant, id, life));
  }

  @Override
  public List<Box> upkept(@Nullable BoxId after, int limit) {
    return database.call("list boxes", c -> BoxRows.upkept(c, after, bounded(limit)));
  }

  @Override
  public Optional<RunnerId> homeOf(BoxId box) {
    return database.call("look up a box", c -> RunnerRows.homeOf(c, box));
  }

  @Override
  public Optional<RunnerId> settle(BoxId box, RunnerId runner) {
    return database.call("settle a box", c -> RunnerRows.settle(c, box, runner));
  }

  @Override
  public Set<RunnerId> drained() {
    return database.call("look up runners", RunnerRows::drained);
  }

  @Override
  public void setDrained(RunnerId runner, boolean drained, Instant at) {
    database.call(
        "drain a runner",
        c -> drained ? RunnerRows.drain(c, runner, at) : RunnerRows.undrain(c, runner));
  }

  @Override
  public Admission admitExecution(Facts facts) {
    return database.call("store an execution", c -> ExecutionRows.admit(c, facts));
  }

  @Override
  public void restoreExecution(Facts facts) {
    database.call("restore an execution", c -> ExecutionRows.restore(c, facts));
  }

  @Override
  public void endExecution(ExecutionId id, ExecutionRow.End end) {
    database.call("store an end", c -> ExecutionRows.end(c, id, end));
  }

  @Override
  public void deleteExecution(ExecutionId id) {
    database.call("delete an execution", c -> ExecutionRows.delete(c, id));
  }

  @Override
  public Optional<ExecutionRow> execution(TenantId tenant, ExecutionId id) {
    return database.call("look up an execution", c -> ExecutionRows.find(c, tenant, id));
  }

  @Override
  public Slice<ExecutionRow> executions(
      TenantId tenant, @Nullable BoxId box, int limit, @Nullable String after) {
    PageToken token = after == null ? null : PageToken.parse(after);
    return database.call(
        "list executions", c -> ExecutionRows.list(c, tenant, box, bounded(limit), token));
  }

  @Override
  public List<AcceptedRow> accepted(TenantId tenant, AcceptedIn which, int limit) {
    return database.call(
        "list executions", c -> AcceptedRows.list(c, tenant, which, bounded(limit)));
  }

  @Override
  public List<ExecutionId> unfinishedIn(TenantId tenant, BoxId box) {
    return database.call(
        "list unfinished executions", c -> ExecutionRows.unfinishedIn(c, tenant, box));
  }

  @Override
  public List<ExecutionId> unfinished() {
    return database.call("list unfinished executions", ExecutionRows::unfinished);
  }

  @Override
  public List<ExecutionId> endedBefore(Tenants whose, Instant before, int limit) {
    return database.call(
        "list ended executions", c -> EndedRows.endedBefore(c, whose, before, bounded(limit)));
  }

  @Override
  public List<ExecutionId> keptUntil(Instant before, int limit) {
    return database.call(
        "list ended executions", c -> EndedRows.keptUntil(c, before, bounded(limit)));
  }

  @Override
  public List<ExecutionId> keptBeyond(Tenants whose, long bytes, int limit) {
    return database.call(
        "list ended executions", c -> EndedRows.keptBeyond(c, whose, bytes, bounded(limit)));
  }

  @Override
  public boolean isGone(TenantId tenant, ExecutionId id) {
    return database.call("look up an execution", c -> Tombstones.has(c, tenant, id));
  }

  private static int bounded(int limit) {
    return Math.clamp(limit, 1, MAX_LIMIT);
  }
}
