package io.sluice.gateway.box;

import io.sluice.persistence.index.Box;
import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.ExecutionId;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * When boxes were used last, in memory only: use costs no write, and after a restart of the gateway
 * idleness is counted anew (C20).
 */
public final class Uses {
  private final LongSupplier nanoTime;
  private final Map<BoxId, Long> boxes = new ConcurrentHashMap<>();
  private final Map<ExecutionId, Long> sessions = new ConcurrentHashMap<>();

  public Uses(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Something was done in it. */
  public void used(BoxId box) {
    boxes.put(box, nanoTime.getAsLong());
  }

  /** Somebody wrote to it, or took what it wrote. */
  public void used(ExecutionId session) {
    sessions.put(session, nanoTime.getAsLong());
  }

  /** The moment of the last use, on the clock of this; one nobody heard of was used just now. */
  long last(Box box) {
    long ofBox = boxes.computeIfAbsent(box.id(), _ -> nanoTime.getAsLong());
    ExecutionId main = box.life().main();
    Long ofMain = main == null ? null : sessions.get(main);
    return ofMain == null || ofMain - ofBox < 0 ? ofBox : ofMain;
  }

  Duration since(long moment) {
    return Duration.ofNanos(nanoTime.getAsLong() - moment);
  }

  /** The others need not be remembered. */
  void retain(Set<BoxId> of, Set<ExecutionId> mains) {
    boxes.keySet().retainAll(of);
    sessions.keySet().retainAll(mains);
  }
}
