package io.sluice.gateway.http;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** A real server with the gateway's settings on a port of its own. */
final class LoopbackServer implements AutoCloseable {
  private final ActorSystem<Void> system;
  private final InetSocketAddress address;

  private LoopbackServer(ActorSystem<Void> system, InetSocketAddress address) {
    this.system = system;
    this.address = address;
  }

  static LoopbackServer start(
      Function<
              ActorSystem<?>,
              org.apache.pekko.japi.function.Function<HttpRequest, CompletionStage<HttpResponse>>>
          handler) {
    Config http = ConfigFactory.parseResources("sluice-pekko.conf").withOnlyPath("pekko.http");
    Config config =
        http.withFallback(ConfigFactory.parseString("pekko.stdout-loglevel = OFF"))
            .withFallback(ConfigFactory.parseString("pekko.loglevel = OFF"))
            .withFallback(ConfigFactory.load())
            .resolve();
    ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "http-test", config);
    ServerBinding binding =
        Http.get(system)
            .newServerAt("127.0.0.1", 0)
            .bind(handler.apply(system))
            .toCompletableFuture()
            .join();
    return new LoopbackServer(system, binding.localAddress());
  }

  InetSocketAddress address() {
    return address;
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + address.getPort() + path);
  }

  @Override
  public void close() {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().join();
  }
}
