package io.sluice.gateway.testing;

import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests an actor system to run streams on; it ends with the class or test that asked. */
public final class Actors implements ParameterResolver {
  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == ActorSystem.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getStore(ExtensionContext.Namespace.create(Actors.class))
        .computeIfAbsent(Running.class, _ -> Running.start(), Running.class)
        .system();
  }

  private record Running(ActorSystem<Void> system) implements AutoCloseable {
    static Running start() {
      return new Running(ActorSystem.create(Behaviors.empty(), "test"));
    }

    @Override
    public void close() {
      system.terminate();
      system.getWhenTerminated().toCompletableFuture().join();
    }
  }
}
