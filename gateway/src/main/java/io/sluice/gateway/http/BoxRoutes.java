package io.sluice.gateway.http;

import io.sluice.gateway.box.Boxes;
import io.sluice.gateway.box.Boxes.CreateAnswer;
import io.sluice.gateway.box.Boxes.StartAnswer;
import io.sluice.gateway.execution.Unplaced;
import io.sluice.persistence.index.Box;
import io.sluice.persistence.index.Slice;
import io.sluice.protocol.model.Requirements;
import io.sluice.protocol.wire.BoxUpkeep;
import io.sluice.protocol.wire.BoxUpkeep.IdleStop;
import io.sluice.protocol.wire.ProblemCode;
import io.sluice.protocol.wire.Requests;
import io.sluice.protocol.wire.Responses.BoxList;
import io.sluice.protocol.wire.WireFault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/** Boxes: make, find, start, stop, remove. */
final class BoxRoutes {
  /** A box that asks for no limit has none. */
  private static final int DEFAULT_CPUS = 0;

  private static final int DEFAULT_MEMORY_MIB = 0;

  private final Boxes boxes;
  private final Duration defaultIdleStop;
  private final Lookup lookup;

  BoxRoutes(Services services, Surroundings surroundings) {
    this.boxes = services.boxes();
    this.defaultIdleStop = surroundings.idleStop();
    this.lookup = Lookup.of(services);
  }

  List<Route> routes() {
    return List.of(
        Route.user("POST", "/boxes", this::create),
        Route.user("GET", "/boxes", this::list),
        Route.user("GET", "/boxes/{box}", this::get),
        Route.user("HEAD", "/boxes/{box}", this::head),
        Route.user("DELETE", "/boxes/{box}", this::remove),
        Route.user("POST", "/boxes/{box}/start", this::start),
        Route.user("POST", "/boxes/{box}/stop", this::stop));
  }

  private CompletionStage<HttpResponse> create(Call call) {
    Boxes.Request request = request(Requests.createBox(call.body()));
    return boxes
        .create(call.tenant(), request)
        .thenApply(BoxRoutes::made)
        .thenApply(box -> Answers.created("/v1/boxes/" + box.id(), BoxView.of(box)));
  }

  private Boxes.Request request(Requests.CreateBox body) {
    return new Boxes.Request(
        body.name(),
        otherwise(body.image(), ""),
        otherwise(body.cpus(), DEFAULT_CPUS),
        otherwise(body.memoryMib(), DEFAULT_MEMORY_MIB),
        body.environment(),
        body.workingDirectory(),
        body.labels(),
        upkeep(body.upkeep()),
        body.requirements());
  }

  private Box.Upkeep upkeep(BoxUpkeep asked) {
    Duration idleStop =
        switch (asked.idleStop()) {
          case IdleStop.After(var time) -> time;
          case IdleStop.ByDeployment _ -> defaultIdleStop;
        };
    return new Box.Upkeep(asked.main(), idleStop, asked.deleteAfterStop(), asked.resumes());
  }

  /** The smallest box, for a command that names none. */
  static Boxes.Request transientBox(String name, String label) {
    return new Boxes.Request(
        name,
        "",
        DEFAULT_CPUS,
        DEFAULT_MEMORY_MIB,
        Map.of(),
        null,
        Map.of(label, "true"),
        Box.Upkeep.NONE,
        Requirements.NONE);
  }

  /** The box, or the problem why there is none. */
  static Box made(CreateAnswer answer) {
    return switch (answer) {
      case CreateAnswer.Created(Box box) -> box;
      case CreateAnswer.NameTaken() ->
          throw new WireFault(ProblemCode.ALREADY_EXISTS, "a box of this name exists");
      case CreateAnswer.ImageRefused(String why) ->
          throw new WireFault(ProblemCode.IMAGE_PULL_FAILED, why);
    };
  }

  private static <T> T otherwise(@Nullable T value, T fallback) {
    return value == null ? fallback : value;
  }

  private CompletionStage<HttpResponse> list(Call call) {
    Query query = call.query();
    Wanted wanted = Wanted.of(query.text("status"));
    return Pages.list(
            after ->
                wanted == Wanted.NONE
                    ? CompletableFuture.completedStage(new Slice<Box>(List.of(), null))
                    : boxes.list(call.tenant(), wanted.status(), query.pageSize(), after),
            query.pageToken())
        .thenApply(
            slice ->
                Answers.ok(
                    new BoxList(slice.items().stream().map(BoxView::of).toList(), slice.next())));
  }

  private CompletionStage<HttpResponse> get(Call call) {
    return lookup.box(call).thenApply(box -> Answers.ok(BoxView.of(box)));
  }

  private CompletionStage<HttpResponse> head(Call call) {
    return lookup.box(call).thenApply(_ -> Answers.noContent());
  }

  private CompletionStage<HttpResponse> remove(Call call) {
    boolean force = call.query().flag("force", false);
    return lookup
        .box(call)
        .thenCompose(box -> boxes.remove(call.tenant(), box.id(), force))
        .thenApply(
            answer ->
                switch (answer) {
                  case REMOVED -> Answers.noContent();
                  case ABSENT -> throw Call.noBox();
                  case BUSY ->
                      throw new WireFault(
                          ProblemCode.INVALID_STATE, "something runs in the box; force removes it");
                });
  }

  private CompletionStage<HttpResponse> start(Call call) {
    return lookup
        .box(call)
        .thenCompose(box -> boxes.start(call.tenant(), box.id()))
        .thenApply(answer -> Answers.ok(BoxView.of(started(answer))));
  }

  /** The box that runs, or the problem why it does not. */
  static Box started(StartAnswer answer) {
    return switch (answer) {
      case StartAnswer.Started(Box box) -> box;
      case StartAnswer.Absent() -> throw Call.noBox();
      case StartAnswer.Stopping() -> throw stopping();
      case StartAnswer.NotPlaced(Unplaced why) -> throw Problems.fault(why);
    };
  }

  static WireFault stopping() {
    return new WireFault(ProblemCode.INVALID_STATE, "the box is about to stop; try again");
  }

  private CompletionStage<HttpResponse> stop(Call call) {
    return lookup
        .box(call)
        .thenCompose(box -> boxes.stop(call.tenant(), box.id()))
        .thenApply(stopped -> Answers.ok(BoxView.of(stopped.orElseThrow(Call::noBox))));
  }
}
