package io.sluice.gateway.app;

import io.sluice.gateway.cli.ListenAddress;
import io.sluice.gateway.cli.UserFailure;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.japi.function.Function;

/** The listening socket. */
final class HttpServer {
  private final ServerBinding binding;

  private HttpServer(ServerBinding binding) {
    this.binding = binding;
  }

  static HttpServer bind(
      ActorSystem<?> system,
      ListenAddress listen,
      Function<HttpRequest, CompletionStage<HttpResponse>> handler)
      throws UserFailure {
    try {
      return new HttpServer(
          Http.get(system)
              .newServerAt(listen.host(), listen.port())
              .bind(handler)
              .toCompletableFuture()
              .join());
    } catch (CompletionException failed) {
      throw new UserFailure(
          "cannot listen on " + listen.host() + ":" + listen.port() + ": " + reason(failed));
    }
  }

  private static String reason(CompletionException failed) {
    for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException) {
        return "the address is in use or not ours";
      }
      if (cause instanceof UnresolvedAddressException) {
        return "the host is not known";
      }
    }
    return String.valueOf(failed.getCause());
  }

  URI url() {
    InetSocketAddress address = binding.localAddress();
    String host = address.getHostString();
    String shown = host.contains(":") ? "[" + host + "]" : host;
    return URI.create("http://" + shown + ":" + address.getPort());
  }

  /** Takes no more connections, then ends those that are left when the time is over. */
  void stop(Duration within) {
    binding.terminate(within).toCompletableFuture().join();
  }
}
