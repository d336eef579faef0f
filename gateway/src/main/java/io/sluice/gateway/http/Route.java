package io.sluice.gateway.http;

import io.sluice.persistence.index.ApiKey;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * What is served where.
 *
 * @param method in upper case; {@code *} for any
 */
record Route(String method, Pattern pattern, Prefix prefix, Action action) {
  static final String ANY_METHOD = "*";

  /** Whether something opaque may stand between the base and the resource. */
  enum Prefix {
    ALLOWED,
    NONE
  }

  /** Who may ask, and what happens then. */
  sealed interface Action {
    /** Anybody. */
    record Public(Supplier<HttpResponse> answer) implements Action {}

    /** Whoever has a key. */
    record ForAnyKey(Handler handler) implements Action {}

    /** Whoever has a key that is good for this. */
    record ForScope(ApiKey.Scope scope, Handler handler) implements Action {}
  }

  /** Answers a call; what it throws, at once or in the stage, becomes a problem. */
  interface Handler {
    CompletionStage<HttpResponse> handle(Call call);
  }

  static Route open(String path, Supplier<HttpResponse> answer) {
    return new Route("GET", Pattern.of(path), Prefix.NONE, new Action.Public(answer));
  }

  /** For tenants, with or without a prefix. */
  static Route user(String method, String path, Handler handler) {
    return new Route(
        method, Pattern.of(path), Prefix.ALLOWED, new Action.ForScope(ApiKey.Scope.USER, handler));
  }

  static Route admin(String method, String path, Handler handler) {
    return new Route(
        method, Pattern.of(path), Prefix.ALLOWED, new Action.ForScope(ApiKey.Scope.ADMIN, handler));
  }

  boolean takes(String givenMethod) {
    return method.equals(ANY_METHOD) || method.equals(givenMethod);
  }
}
