package io.sluice.gateway.box;

import io.sluice.gateway.execution.Executions;
import io.sluice.gateway.index.AsyncIndex;
import io.sluice.persistence.index.Box;
import io.sluice.persistence.index.Index;
import io.sluice.persistence.index.Slice;
import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.TenantId;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Boxes as rows of the index; a process driver needs nothing more to have one. */
public final class BoxService implements Boxes {
  /** Label of every box: the name of the driver that hosts it. */
  public static final String DRIVER_LABEL = "sluice.driver";

  /** Label of a box whose image is only recorded. */
  public static final String IMAGE_LABEL = "sluice.image";

  private final AsyncIndex index;
  private final BoxRunners runners;
  private final Ending ending;
  private final InstantSource clock;
  private final Supplier<BoxId> ids;
  private final BoxSettings settings;

  /** Ids must be new each time, for all tenants. */
  public BoxService(
      AsyncIndex index,
      Executions executions,
      BoxRunners runners,
      InstantSource clock,
      Supplier<BoxId> ids,
      BoxSettings settings) {
    this.index = index;
    this.runners = runners;
    this.ending = new Ending(index, executions, settings.stopWithin());
    this.clock = clock;
    this.ids = ids;
    this.settings = settings;
  }

  @Override
  public CompletionStage<CreateAnswer> create(TenantId tenant, Request request) {
    boolean named = !request.image().isEmpty();
    if (named && settings.images() == BoxSettings.ImagePolicy.REFUSED) {
      return CompletableFuture.completedStage(
          new CreateAnswer.ImageRefused(
              "the " + settings.driver() + " driver provides no images; leave the image out"));
    }
    Box box = configured(tenant, request, labels(request));
    return index.call(
        rows -> rows.insertBox(box) ? new CreateAnswer.Created(box) : new CreateAnswer.NameTaken());
  }

  private Box configured(TenantId tenant, Request request, Map<String, String> labels) {
    Instant now = now();
    return new Box(
        ids.get(),
        tenant,
        request.name(),
        Box.Status.CONFIGURED,
        request.image(),
        request.cpus(),
        request.memoryMib(),
        request.environment(),
        request.workingDirectory(),
        labels,
        now,
        now,
        request.requirements(),
        null);
  }

  private Map<String, String> labels(Request request) {
    Map<String, String> labels = new HashMap<>(request.labels());
    String driver = request.requirements().driver();
    labels.put(DRIVER_LABEL, driver == null ? settings.driver() : driver);
    if (!request.image().isEmpty()) {
      labels.put(IMAGE_LABEL, "unused");
    }
    return labels;
  }

  @Override
  public CompletionStage<Optional<Box>> find(TenantId tenant, String idOrName) {
    return index.call(
        rows ->
            idOf(idOrName)
                .flatMap(id -> rows.box(tenant, id))
                .or(() -> rows.boxByName(tenant, idOrName)));
  }

  /** Empty for what can only be a name. */
  private static Optional<BoxId> idOf(String idOrName) {
    try {
      return Optional.of(new BoxId(idOrName));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Override
  public CompletionStage<Slice<Box>> list(
      TenantId tenant, Box.@Nullable Status status, int limit, @Nullable String after) {
    return index.call(rows -> rows.boxes(tenant, status, limit, after));
  }

  @Override
  public CompletionStage<Optional<Box>> start(TenantId tenant, BoxId id) {
    return index.call(
        rows -> {
          Optional<Box> found = rows.box(tenant, id);
          if (found.map(Box::status).equals(Optional.of(Box.Status.RUNNING))) {
            return found;
          }
          rows.updateBox(tenant, id, Box.Status.RUNNING, now());
          return rows.box(tenant, id);
        });
  }

  @Override
  public CompletionStage<Optional<Box>> stop(TenantId tenant, BoxId id) {
    return index
        .call(rows -> rows.updateBox(tenant, id, Box.Status.STOPPING, now()))
        .thenCompose(
            there ->
                there
                    ? ending.endAll(tenant, id).thenCompose(all -> stopped(tenant, id, all))
                    : CompletableFuture.completedFuture(Optional.empty()));
  }

  /** A box in which something still runs stays "stopping": a later stop tries again. */
  private CompletionStage<Optional<Box>> stopped(TenantId tenant, BoxId id, boolean allEnded) {
    return index.call(
        rows -> {
          runners.boxStopped(id);
          if (allEnded) {
            rows.updateBox(tenant, id, Box.Status.STOPPED, now());
          }
          return rows.box(tenant, id);
        });
  }

  @Override
  public CompletionStage<RemoveAnswer> remove(TenantId tenant, BoxId id, boolean force) {
    return index
        .call(rows -> obstacle(rows, tenant, id, force))
        .thenCompose(
            obstacle ->
                switch (obstacle) {
                  case ABSENT, BUSY -> CompletableFuture.completedFuture(obstacle);
                  case REMOVED -> removeNow(tenant, id);
                });
  }

  /** What a removal would come to. */
  private static RemoveAnswer obstacle(Index rows, TenantId tenant, BoxId id, boolean force) {
    if (rows.box(tenant, id).isEmpty()) {
      return RemoveAnswer.ABSENT;
    }
    boolean busy = !force && !rows.unfinishedIn(tenant, id).isEmpty();
    return busy ? RemoveAnswer.BUSY : RemoveAnswer.REMOVED;
  }

  /** What outlives the bounded wait is ended by its runner, which hears that the box is gone. */
  private CompletableFuture<RemoveAnswer> removeNow(TenantId tenant, BoxId id) {
    return ending
        .endAll(tenant, id)
        .thenCompose(_ -> index.call(rows -> rows.deleteBox(tenant, id)))
        .thenApply(
            deleted -> {
              if (!deleted) {
                return RemoveAnswer.ABSENT;
              }
              runners.boxRemoved(id);
              return RemoveAnswer.REMOVED;
            });
  }

  /** As precise as the database, so that an answer and a later reading are equal. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
