package io.sluice.gateway.box;

import io.sluice.gateway.index.AsyncIndex;
import io.sluice.persistence.index.Box;
import io.sluice.persistence.index.Slice;
import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.ExecutionId;
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
  private final InstantSource clock;
  private final Ids ids;
  private final BoxSettings settings;
  private final Uses uses;
  private final Entrances entrances = new Entrances();
  private final MainSessions mains;
  private final Lives lives;
  private final BoxKeeper keeper;

  /** Ids must be new each time, for all tenants. */
  public record Ids(Supplier<BoxId> boxes, Supplier<ExecutionId> mains) {}

  public BoxService(BoxSides sides, InstantSource clock, Ids ids, BoxSettings settings, Uses uses) {
    this.index = sides.index();
    this.clock = clock;
    this.ids = ids;
    this.settings = settings;
    this.uses = uses;
    this.mains = new MainSessions(sides, entrances, clock, ids.mains());
    this.lives = new Lives(sides, entrances, mains, clock, settings.stopWithin());
    this.keeper = new BoxKeeper(sides, lives, uses, clock, settings.stopWithin());
  }

  /** Who looks after them. */
  public BoxKeeper keeper() {
    return keeper;
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
        ids.boxes().get(),
        tenant,
        request.name(),
        Box.Status.CONFIGURED,
        request.image(),
        request.cpus(),
        request.memoryMib(),
        request.environment(),
        request.workingDirectory(),
        labels,
        request.upkeep(),
        Box.Life.NONE,
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
  public CompletionStage<StartAnswer> start(TenantId tenant, BoxId id) {
    uses.used(id);
    return lives.start(tenant, id);
  }

  @Override
  public CompletionStage<MainAnswer> main(Box box) {
    return mains.of(box);
  }

  @Override
  public <T> CompletionStage<T> enter(BoxId id, Supplier<CompletionStage<T>> begin) {
    uses.used(id);
    return entrances.enter(id, begin);
  }

  @Override
  public CompletionStage<Optional<Box>> stop(TenantId tenant, BoxId id) {
    return lives.stop(tenant, id);
  }

  @Override
  public CompletionStage<RemoveAnswer> remove(TenantId tenant, BoxId id, boolean force) {
    return lives.remove(tenant, id, force);
  }

  /** As precise as the database, so that an answer and a later reading are equal. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
