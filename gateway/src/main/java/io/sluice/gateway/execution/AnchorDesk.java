package io.sluice.gateway.execution;

import io.sluice.gateway.execution.IntakeMessage.Origin;
import io.sluice.persistence.codec.Recorded;
import io.sluice.protocol.execution.Command;
import io.sluice.protocol.execution.Progress;
import io.sluice.protocol.execution.State;
import io.sluice.protocol.proof.Anchor;
import io.sluice.protocol.proof.Anchor.TrimPoint;
import io.sluice.protocol.proof.ChainHead;
import io.sluice.protocol.proof.SignedAnchor;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Has signed what the log of one execution holds: at intervals, after a trim and before its rows
 * go, and at the end. One signature at a time; nobody waits for it but a trim.
 */
final class AnchorDesk {
  private static final Duration EVERY = Duration.ofMinutes(1);
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(10);
  private static final IntakeMessage AGAIN = new IntakeMessage.AnchorSigned(null, null);

  private final Opening opening;
  private final BiConsumer<Command, Origin> journal;
  private Recorded recorded = Recorded.NOTHING;
  private Instant since;
  private boolean busy;

  AnchorDesk(Opening opening, BiConsumer<Command, Origin> journal) {
    this.opening = opening;
    this.journal = journal;
    this.since = opening.setup().clock().instant();
  }

  boolean isBusy() {
    return busy;
  }

  /** After each commit. */
  void follow(Recorded now) {
    recorded = now;
    if (!busy && now.state() instanceof State.Known known && isDue(known)) {
      begin(known.progress());
    }
  }

  private boolean isDue(State.Known state) {
    Progress progress = state.progress();
    Anchor last = recorded.anchor();
    // The entry of an anchor comes after what it is about, and asks for no other.
    long unproven = recorded.chain().length() - (last == null ? 0 : last.chain().length() + 1);
    if (!progress.trimmed().offset().equals(trimPoint(last).offset())) {
      return true;
    }
    if (unproven <= 0) {
      return false;
    }
    long bytes = progress.offset().bytes() - (last == null ? 0 : last.offset().bytes());
    return state instanceof State.Ended
        || unproven >= Anchor.EVERY_ENTRIES
        || bytes >= Anchor.EVERY_BYTES
        || isLongAgo(opening.setup().clock().instant());
  }

  /** A clock that was put back starts the wait anew. */
  private boolean isLongAgo(Instant now) {
    since = since.isAfter(now) ? now : since;
    return since.plus(EVERY).isBefore(now);
  }

  private void begin(Progress progress) {
    busy = true;
    since = opening.setup().clock().instant();
    Instant at = notBefore(recorded, progress, since);
    var chain = recorded.chain();
    CompletionStage<Anchor> anchor =
        trimmedHead(progress)
            .thenApply(
                head ->
                    new Anchor(
                        opening.id(),
                        chain,
                        progress.offset(),
                        new TrimPoint(progress.trimmed().offset(), head),
                        at));
    opening
        .context()
        .pipeToSelf(
            anchor.thenCompose(opening.setup().signer()::sign), IntakeMessage.AnchorSigned::new);
  }

  /** Times in a log never go back (L11). */
  private static Instant notBefore(Recorded recorded, Progress progress, Instant now) {
    Anchor last = recorded.anchor();
    return Stream.of(now, progress.lastAt(), last == null ? now : last.at())
        .max(Comparator.naturalOrder())
        .orElse(now);
  }

  /** Known, but for a place within the log: that is asked of the rows that are still there. */
  private CompletionStage<ChainHead> trimmedHead(Progress progress) {
    TrimPoint last = trimPoint(recorded.anchor());
    if (progress.trimmed().offset().equals(last.offset())) {
      return CompletableFuture.completedStage(last.head());
    }
    return progress.trimmed().offset().equals(progress.offset())
        ? CompletableFuture.completedStage(recorded.chain().output())
        : opening.setup().removal().head(opening.id(), last, progress.trimmed().offset());
  }

  /** Of all of a log that goes: its output is removed up to its end. Empty for no log. */
  static Optional<Anchor> last(Opening opening, Recorded recorded) {
    if (!(recorded.state() instanceof State.Known known)) {
      return Optional.empty();
    }
    Progress progress = known.progress();
    return Optional.of(
        new Anchor(
            opening.id(),
            recorded.chain(),
            progress.offset(),
            new TrimPoint(progress.offset(), recorded.chain().output()),
            notBefore(recorded, progress, opening.setup().clock().instant())));
  }

  static TrimPoint trimPoint(@Nullable Anchor anchor) {
    return anchor == null ? TrimPoint.NOTHING : anchor.trimmed();
  }

  void handle(IntakeMessage.AnchorSigned message) {
    SignedAnchor signed = message.signed();
    if (signed != null) {
      journal.accept(new Command.Anchor(signed), new Origin.Anchored());
    } else if (message.failure() != null) {
      opening.context().getLog().warn("{}: not signed now", opening.id(), message.failure());
      opening.timers().startSingleTimer(AGAIN, AGAIN, PAUSE_AFTER_FAILURE);
    } else {
      again(recorded);
    }
  }

  /** It is journaled, or it came to nothing. */
  void again(Recorded now) {
    busy = false;
    follow(now);
  }
}
