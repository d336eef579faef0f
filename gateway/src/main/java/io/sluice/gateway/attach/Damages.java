package io.sluice.gateway.attach;

import io.sluice.persistence.query.LogDamaged;
import io.sluice.protocol.model.ExecutionId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the operator of each damaged log once, however often and by whomever it is read. */
public final class Damages {
  private static final Logger LOG = LoggerFactory.getLogger(Damages.class);

  /** Those that were told longest ago are told again. */
  private static final int MOST_KNOWN = 1_000;

  private final Consumer<LogDamaged> operator;
  private final Set<ExecutionId> known =
      Collections.synchronizedSet(
          Collections.newSetFromMap(
              new LinkedHashMap<>() {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<ExecutionId, Boolean> eldest) {
                  return size() > MOST_KNOWN;
                }
              }));

  /** By the log of the gateway. */
  public Damages() {
    this(damaged -> LOG.error("what is whole of it can be read, others are whole", damaged));
  }

  Damages(Consumer<LogDamaged> operator) {
    this.operator = operator;
  }

  /** The same stage. */
  <T> CompletionStage<T> noting(CompletionStage<T> reading) {
    return reading.whenComplete((_, failure) -> note(failure));
  }

  private void note(@Nullable Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof LogDamaged damaged) {
      note(damaged);
    }
  }

  /** It was found while somebody read. */
  public void note(LogDamaged damaged) {
    if (known.add(damaged.execution())) {
      operator.accept(damaged);
    }
  }
}
