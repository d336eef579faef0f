package io.sluice.protocol.client;

import java.net.ConnectException;
import java.net.URI;

/** No answer came: nothing listens there, the connection broke, or the time was over. */
public final class GatewayUnreachable extends ClientFailure {
  private static final long serialVersionUID = 1L;

  GatewayUnreachable(URI base, Throwable cause) {
    super("no gateway answers at " + base + ": " + reason(cause), cause);
  }

  private static String reason(Throwable cause) {
    String message = cause.getMessage();
    if (cause instanceof ConnectException && message == null) {
      return "connection refused";
    }
    return message == null || message.isBlank()
        ? cause.getClass().getSimpleName()
        : cause.getClass().getSimpleName() + ": " + message;
  }
}
