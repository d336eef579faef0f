package io.sluice.gateway.box;

import io.sluice.persistence.index.Box;
import io.sluice.persistence.index.Slice;
import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.Requirements;
import io.sluice.protocol.model.TenantId;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
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
      Requirements requirements) {
    /** Copies the maps. */
    public Request {
      environment = Map.copyOf(environment);
      labels = Map.copyOf(labels);
    }

    /** One that any runner may host. */
    public Request(
        @Nullable String name,
        String image,
        int cpus,
        int memoryMib,
        Map<String, String> environment,
        @Nullable String workingDirectory,
        Map<String, String> labels) {
      this(name, image, cpus, memoryMib, environment, workingDirectory, labels, Requirements.NONE);
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

  /** Running from now on; empty when there is none. */
  CompletionStage<Optional<Box>> start(TenantId tenant, BoxId id);

  /** Kills what runs in it and waits, bounded, for the ends; empty when there is none. */
  CompletionStage<Optional<Box>> stop(TenantId tenant, BoxId id);

  /** Whether it was removed. */
  enum RemoveAnswer {
    REMOVED,
    ABSENT,
    /** Executions run in it, and no force was asked for. */
    BUSY
  }

  /** Removes it; with force, what runs in it is ended first. Logs stay. */
  CompletionStage<RemoveAnswer> remove(TenantId tenant, BoxId id, boolean force);
}
