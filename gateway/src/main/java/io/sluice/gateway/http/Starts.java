package io.sluice.gateway.http;

import io.sluice.gateway.execution.Executions;
import io.sluice.gateway.execution.Executions.BeginAnswer;
import io.sluice.gateway.execution.Unplaced;
import io.sluice.gateway.index.KnownExecutions;
import io.sluice.persistence.index.Index.Admission;
import io.sluice.protocol.execution.Facts;
import io.sluice.protocol.execution.State;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Fingerprint;
import io.sluice.protocol.model.RunnerId;
import io.sluice.protocol.model.TenantId;
import io.sluice.protocol.wire.ProblemCode;
import io.sluice.protocol.wire.WireFault;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Has executions begin, once. The row precedes the acceptance, so that nothing accepted is ever
 * unlisted, and goes when there is none. A stage that fails leaves open what came of it: with an
 * idempotency key the caller may ask again, and the journal decides (C18).
 */
final class Starts {
  private final Executions executions;
  private final KnownExecutions known;
  private final Flights<Outcome> flights = new Flights<>();

  Starts(Executions executions, KnownExecutions known) {
    this.executions = executions;
    this.known = known;
  }

  /** What is certain of a start. */
  sealed interface Outcome {
    /** It is journaled, now or by an earlier try, with these facts. */
    record Begun(Facts facts) implements Outcome {}

    /** Nothing is journaled and no row is left. */
    record NotBegun(WireFault why) implements Outcome {}
  }

  /** The first answer to the same start, or what comes of it now; never twice (O30). */
  CompletionStage<Outcome> once(
      TenantId tenant, ExecutionId id, Fingerprint asked, Supplier<CompletionStage<Outcome>> anew) {
    return flights.join(
        id,
        asked,
        () ->
            executions
                .state(id)
                .thenCompose(
                    state ->
                        switch (state) {
                          case State.Known first -> repeated(first.facts(), asked);
                          case State.Absent _ ->
                              new Gone(known).requireNot(tenant, id).thenCompose(_ -> anew.get());
                        }));
  }

  private static CompletionStage<Outcome> repeated(Facts first, Fingerprint asked) {
    return asked.equals(first.fingerprint())
        ? CompletableFuture.completedStage(new Outcome.Begun(first))
        : CompletableFuture.failedStage(
            new WireFault(
                ProblemCode.IDEMPOTENCY_MISMATCH,
                "this idempotency key started something else before"));
  }

  /** Under an id of which the journal knew nothing a moment ago. */
  CompletionStage<Outcome> begin(Facts facts, @Nullable RunnerId home) {
    Fingerprint asked = facts.fingerprint();
    if (asked != null) {
      return known
          .insert(facts)
          .thenCompose(
              admission ->
                  switch (admission) {
                    case ADMITTED, TAKEN -> beginKeyed(facts, home, asked, admission);
                    case NOT_RUNNING -> notRunning();
                  });
    }
    // Its log is opened while the row is written; what fails here fails again below, and is told.
    var _ = executions.state(facts.execution());
    return known
        .insert(facts)
        .thenCompose(
            admission ->
                switch (admission) {
                  case ADMITTED -> beginAdmitted(facts, home);
                  case NOT_RUNNING -> notRunning();
                  case TAKEN ->
                      throw new IllegalStateException(
                          "an execution id came twice: " + facts.execution());
                });
  }

  private CompletionStage<Outcome> beginAdmitted(Facts facts, @Nullable RunnerId home) {
    return executions
        .begin(facts, home)
        .thenCompose(
            answer ->
                switch (answer) {
                  case BeginAnswer.Begun() -> begun(facts);
                  case BeginAnswer.NotPlaced(Unplaced why) -> withdrawn(facts, Problems.fault(why));
                  case BeginAnswer.Refused(var refusal) ->
                      withdrawn(facts, Problems.fault(refusal));
                });
  }

  /** Somebody stopped or removed the box since it was looked up. */
  private static CompletionStage<Outcome> notRunning() {
    return CompletableFuture.completedStage(new Outcome.NotBegun(BoxRoutes.stopping()));
  }

  /**
   * A row that was there is of a try whose outcome nobody heard. It may still come to be: so the
   * row is never withdrawn, and corrected once the journal has decided.
   */
  private CompletionStage<Outcome> beginKeyed(
      Facts facts, @Nullable RunnerId home, Fingerprint asked, Admission admission) {
    boolean inserted = admission == Admission.ADMITTED;
    return executions
        .begin(facts, home)
        .thenCompose(
            answer ->
                switch (answer) {
                  case BeginAnswer.Begun() -> inserted ? begun(facts) : restored(facts);
                  case BeginAnswer.NotPlaced(Unplaced why) ->
                      inserted ? withdrawn(facts, Problems.fault(why)) : undecided();
                  case BeginAnswer.Refused _ -> refused(facts.execution(), asked);
                });
  }

  /** Another try came first, and may still be on its way into the journal. */
  private CompletionStage<Outcome> refused(ExecutionId id, Fingerprint asked) {
    return executions
        .state(id)
        .thenCompose(
            state ->
                switch (state) {
                  case State.Known first ->
                      restored(first.facts()).thenCompose(_ -> repeated(first.facts(), asked));
                  case State.Absent _ -> undecided();
                });
  }

  private static CompletionStage<Outcome> begun(Facts facts) {
    return CompletableFuture.completedStage(new Outcome.Begun(facts));
  }

  private CompletionStage<Outcome> restored(Facts journaled) {
    return known
        .restore(journaled)
        .<Outcome>thenApply(_ -> new Outcome.Begun(journaled))
        .exceptionallyCompose(_ -> undecided()); // It began, which 503 would deny.
  }

  private CompletionStage<Outcome> withdrawn(Facts facts, WireFault why) {
    return known.withdraw(facts.execution()).thenApply(_ -> new Outcome.NotBegun(why));
  }

  private static CompletionStage<Outcome> undecided() {
    return CompletableFuture.failedStage(
        new WireFault(
            ProblemCode.TIMEOUT,
            "whether an earlier try with this idempotency key began is not known yet; ask again"));
  }
}
