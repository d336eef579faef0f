package io.sluice.gateway.app;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;

/**
 * Leaves out of the log that a response was cut by a damaged log or by the database: both are told
 * once, and not once a reader. Named in logback.xml.
 */
public final class KnownCuts extends Filter<ILoggingEvent> {
  @Override
  public FilterReply decide(ILoggingEvent event) {
    String message = event.getFormattedMessage();
    boolean isCut = message.startsWith("Response stream for ");
    boolean isTold =
        message.contains(" is damaged: ") || message.contains("the database could not");
    return isCut && isTold ? FilterReply.DENY : FilterReply.NEUTRAL;
  }
}
