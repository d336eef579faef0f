package io.sluice.bridge.link;

import io.sluice.protocol.runner.LinkLimits;
import java.net.URI;
import java.util.Locale;

/**
 * What a runner needs to dial its gateway.
 *
 * @param gateway http, https, ws or wss, host and port; a path is kept in front of the link's
 * @param token the runner credential, never logged
 */
public record RunnerSettings(
    URI gateway, String token, RunnerIdentity identity, LinkTiming timing) {
  public static RunnerSettings of(URI gateway, String token, RunnerIdentity identity) {
    return new RunnerSettings(gateway, token, identity, LinkTiming.DEFAULT);
  }

  /**
   * @throws IllegalArgumentException when the gateway's address cannot be dialled
   */
  public RunnerSettings {
    webSocket(gateway);
  }

  /** Where the link is dialled. */
  URI endpoint() {
    return webSocket(gateway);
  }

  @Override
  public String toString() {
    return "RunnerSettings[" + gateway + ", " + identity + ", " + timing + "]";
  }

  private static URI webSocket(URI gateway) {
    String scheme = String.valueOf(gateway.getScheme()).toLowerCase(Locale.ROOT);
    String dialled =
        switch (scheme) {
          case "http", "ws" -> "ws";
          case "https", "wss" -> "wss";
          default ->
              throw new IllegalArgumentException("a gateway's address begins with http or ws");
        };
    if (gateway.getHost() == null) {
      throw new IllegalArgumentException("a gateway's address names a host");
    }
    String path = String.valueOf(gateway.getPath()).replaceAll("/+$", "");
    return URI.create(dialled + "://" + gateway.getRawAuthority() + path + LinkLimits.PATH);
  }
}
