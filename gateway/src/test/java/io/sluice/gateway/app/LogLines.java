package io.sluice.gateway.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/**
 * What the operator is warned of meanwhile, but for how slow the machine is, and for sums, which
 * are of what was before, too.
 */
final class LogLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  private static final Logger ROOT =
      (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

  private final List<String> lines = new CopyOnWriteArrayList<>();

  private LogLines() {}

  static LogLines heard() {
    LogLines heard = new LogLines();
    heard.setContext(ROOT.getLoggerContext());
    heard.addFilter(new KnownCuts());
    heard.start();
    ROOT.addAppender(heard);
    return heard;
  }

  @Override
  protected void append(ILoggingEvent event) {
    boolean isOfTheMachine = event.getLoggerName().startsWith("org.apache.pekko.cluster");
    boolean isSum = event.getFormattedMessage().endsWith(" in a minute");
    if (event.getLevel().isGreaterOrEqual(Level.WARN) && !isOfTheMachine && !isSum) {
      lines.add(event.getFormattedMessage());
    }
  }

  List<String> all() {
    return List.copyOf(lines);
  }

  @Override
  public void close() {
    ROOT.detachAppender(this);
  }
}
