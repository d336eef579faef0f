package io.sluice.persistence.sql;

import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the operator that a database fails: each kind of failure in one line, and when it goes on
 * once a minute in one more, however many feel it.
 */
public final class Troubles {
  private static final Logger LOG = LoggerFactory.getLogger(Troubles.class);
  private static final String UNKNOWN = "none";

  private final String what;
  private final Executor later;
  private final Consumer<String> operator;
  private final Map<String, LongAdder> told = new ConcurrentHashMap<>();

  /**
   * @param what cannot be done, as in "… fails"
   */
  public Troubles(String what) {
    this(what, CompletableFuture.delayedExecutor(1, TimeUnit.MINUTES), LOG::warn);
  }

  Troubles(String what, Executor later, Consumer<String> operator) {
    this.what = what;
    this.later = later;
    this.operator = operator;
  }

  /** It failed once more. */
  public void happened(Throwable failure) {
    String state = kind(failure);
    LongAdder others = told.putIfAbsent(state, new LongAdder());
    if (others != null) {
      others.increment();
      return;
    }
    operator.accept("%s fails (%s): %s".formatted(what, state, firstLine(failure)));
    later.execute(() -> sum(state));
  }

  private void sum(String state) {
    LongAdder others = told.remove(state);
    if (others != null && others.sum() > 0) {
      operator.accept(
          "%s failed %d times more so (%s) in a minute".formatted(what, others.sum(), state));
    }
  }

  /** One word for all the ways in which a database is not there. */
  private static String kind(Throwable failure) {
    String state = state(failure);
    return state.startsWith("08") || state.startsWith("57P") || state.equals("55000")
        ? "no connection"
        : state;
  }

  /** The SQL state of the innermost failure that has one. */
  public static String state(Throwable failure) {
    String state = UNKNOWN;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && sql.getSQLState() != null) {
        state = sql.getSQLState();
      }
    }
    return state;
  }

  /** What follows it may hold values. */
  public static String firstLine(Throwable failure) {
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("no reason given");
  }
}
