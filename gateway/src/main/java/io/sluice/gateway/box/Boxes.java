package io.sluice.gateway.box;

import io.sluice.gateway.execution.Unplaced;
import io.sluice.persistence.index.Box;
import io.sluice.persistence.index.Slice;
import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Requirements;
import io.sluice.protocol.model.TenantId;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The boxes of tenants. A stage fails only for what is nobody's mistake. */
public interface Boxes {
  /** What a new box is asked to be; validated by the one who parsed it. */
  record Request(
      @Nullable String name,
      String image,
      int cpus,
      int memoryMib,
      Map<String, String> environment,
      @Nullable String workingDirectory,
      Map<String, String> labels,
      Box.Upkeep upkeep,
      Requirements requirements) {
    /** Copies the maps. */
    public Request {
      environment = Map.copyOf(environment);
      labels = Map.copyOf(labels);
    }
  }

  /** Whether it was made. */
  sealed interface CreateAnswer {
    /** It is stored. */
    record Created(Box box) implements CreateAnswer {}

    /** The tenant has one of this name. */
    record NameTaken() implements CreateAnswer {}

    /** This deployment refuses images that its driver could not provide. */
    record ImageRefused(String why) implements CreateAnswer {}
  }

  CompletionStage<CreateAnswer> create(TenantId tenant, Request request);

  /** By id, else by name. */
  CompletionStage<Optional<Box>> find(TenantId tenant, String idOrName);

  CompletionStage<Slice<Box>> list(
      TenantId tenant, Box.@Nullable Status status, int limit, @Nullable String after);

  /** Running from now on, with its main session begun; of one that runs nothing changes. */
  CompletionStage<StartAnswer> start(TenantId tenant, BoxId id);

  /** Whether it runs. */
  sealed interface StartAnswer {
    /** It does. */
    record Started(Box box) implements StartAnswer {}

    /** There is none. */
    record Absent() implements StartAnswer {}

    /** It is about to stop, and may be started after that. */
    record Stopping() implements StartAnswer {}

    /** No runner took its main session; it is stopped, and may be started again. */
    record NotPlaced(Unplaced why) implements StartAnswer {}
  }

  /** Kills what runs in it and waits, bounded, for the ends; empty when there is none. */
  CompletionStage<Optional<Box>> stop(TenantId tenant, BoxId id);

  /** The main session of its present life. */
  CompletionStage<MainAnswer> main(Box box);

  /** Which it is. */
  sealed interface MainAnswer {
    /** It began, and may be over. */
    record Ready(ExecutionId main) implements MainAnswer {}

    /** The box was made without one. */
    record None() implements MainAnswer {}

    /** The box does not run. */
    record NotRunning() implements MainAnswer {}

    /** It did not begin; it may be asked for again. */
    record NotPlaced(Unplaced why) implements MainAnswer {}
  }

  /**
   * Has an execution begin in it, which is a use of the box. Whoever stops it meanwhile waits until
   * it is certain whether it began, and ends it then.
   */
  <T> CompletionStage<T> enter(BoxId id, Supplier<CompletionStage<T>> begin);

  /** Whether it was removed. */
  enum RemoveAnswer {
    REMOVED,
    ABSENT,
    /** Executions run in it, and no force was asked for, or some are only just beginning. */
    BUSY
  }

  /** Removes it; with force, what runs in it is ended first. Logs stay. */
  CompletionStage<RemoveAnswer> remove(TenantId tenant, BoxId id, boolean force);
}
