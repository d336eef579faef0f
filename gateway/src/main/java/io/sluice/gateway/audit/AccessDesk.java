package io.sluice.gateway.audit;

import io.sluice.persistence.audit.AccessTrail;
import io.sluice.persistence.audit.AccessTrail.Extent;
import io.sluice.persistence.audit.AccessTrail.Note;
import io.sluice.persistence.index.StorageUnavailable;
import io.sluice.protocol.access.AccessEvent;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.proof.SignedTrail;
import io.sluice.protocol.proof.TrailAnchor;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes access trails: what comes while one commit is under way is the next. Whoever is to see
 * something waits for its entry. What tells that a visit is over is kept while the database is
 * away, up to a bound, and tried again. Signs what has not been for a minute.
 */
public final class AccessDesk implements Accesses, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AccessDesk.class);
  private static final int MAX_WAITING = 10_000;
  private static final int COMMIT = 256;
  private static final int SIGNED_AT_ONCE = 64;
  private static final Duration SIGN_AFTER = Duration.ofMinutes(1);
  private static final long LOOK_MILLIS = 5_000;
  private static final long PAUSE_MILLIS = 500;
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(2);

  /**
   * @param insists whether it is tried again when the database is away
   */
  private record Waiting(Note note, boolean insists, CompletableFuture<Long> number) {}

  private final AccessTrail trail;
  private final AuditKeys keys;
  private final InstantSource clock;
  private final boolean recordsInput;

  /** Empty: nothing for a trail, but a reason to look. */
  private final BlockingQueue<Optional<Waiting>> waiting = new LinkedBlockingQueue<>(MAX_WAITING);

  private final Thread thread;
  private final CountDownLatch closing = new CountDownLatch(1);

  private AccessDesk(AccessTrail trail, AuditKeys keys, InstantSource clock, boolean recordsInput) {
    this.trail = trail;
    this.keys = keys;
    this.clock = clock;
    this.recordsInput = recordsInput;
    this.thread = Thread.ofPlatform().daemon().name("sluice-access").unstarted(this::run);
  }

  /**
   * @param recordsInput whether input itself is kept too, besides how much there was
   */
  public static AccessDesk start(
      AccessTrail trail, AuditKeys keys, InstantSource clock, boolean recordsInput) {
    AccessDesk desk = new AccessDesk(trail, keys, clock, recordsInput);
    desk.thread.start();
    return desk;
  }

  @Override
  public boolean recordsInput() {
    return recordsInput;
  }

  @Override
  public CompletionStage<Long> record(ExecutionId execution, AccessEvent event) {
    return add(execution, event, false);
  }

  @Override
  public void insist(ExecutionId execution, AccessEvent event) {
    add(execution, event, true)
        .exceptionally(
            lost -> {
              LOG.warn("an access of {} is not in its trail: {}", execution, lost.getMessage());
              return 0L;
            });
  }

  private CompletableFuture<Long> add(ExecutionId execution, AccessEvent event, boolean insists) {
    Note note = new Note(execution, now(), event);
    Waiting one = new Waiting(note, insists, new CompletableFuture<>());
    if (isClosing() || !waiting.offer(Optional.of(one))) {
      one.number()
          .completeExceptionally(
              new StorageUnavailable(
                  "accesses cannot be written fast enough",
                  new IllegalStateException(MAX_WAITING + " wait")));
    }
    return one.number();
  }

  private boolean isClosing() {
    return closing.getCount() == 0;
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  private void run() {
    try {
      while (!isClosing() || !waiting.isEmpty()) {
        Optional<Waiting> first = waiting.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        if (first == null) {
          signDue();
        } else {
          List<Optional<Waiting>> together = new ArrayList<>(List.of(first));
          waiting.drainTo(together, COMMIT - 1);
          commit(together.stream().flatMap(Optional::stream).toList());
        }
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private void commit(List<Waiting> together) throws InterruptedException {
    try {
      List<Long> numbers = trail.append(together.stream().map(Waiting::note).toList());
      for (int i = 0; i < numbers.size(); i++) {
        together.get(i).number().complete(numbers.get(i));
      }
    } catch (RuntimeException failed) {
      together.forEach(one -> failed(one, failed));
      boolean _ = closing.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void failed(Waiting one, RuntimeException failure) {
    if (!one.insists() || isClosing() || !waiting.offer(Optional.of(one))) {
      one.number().completeExceptionally(failure);
    }
  }

  private void signDue() {
    try {
      for (ExecutionId due : trail.unsignedSince(now().minus(SIGN_AFTER), SIGNED_AT_ONCE)) {
        sign(due);
      }
    } catch (RuntimeException failed) {
      LOG.warn("access trails are not signed now: {}", failed.getMessage());
    }
  }

  /** Signs what is there now, unless it is signed; blocks. */
  public void sign(ExecutionId execution) {
    trail
        .extent(execution)
        .filter(extent -> !extent.isSigned())
        .map(Extent::head)
        .map(head -> new TrailAnchor(execution, head, now()))
        .ifPresent(anchor -> trail.sign(new SignedTrail(anchor, keys.seal(anchor.statement()))));
  }

  /** Writes what waits. */
  @Override
  public void close() {
    closing.countDown();
    boolean _ = waiting.offer(Optional.empty());
    boolean ended = false;
    try {
      ended = thread.join(CLOSE_WITHIN);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    if (!ended) {
      LOG.warn("{} accesses are not in their trails", waiting.size());
    }
  }
}
