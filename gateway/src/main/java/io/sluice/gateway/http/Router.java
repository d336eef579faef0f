package io.sluice.gateway.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the route of a path. Under {@code /v1} a resource may follow an opaque prefix of at most
 * 128 characters; of all prefixes that lead to a route the shortest is taken.
 */
final class Router {
  private static final String BASE = "v1";
  private static final int MAX_PREFIX = 128;

  private final List<Route> routes;
  private final List<Route> outsideBase;

  /**
   * Earlier routes win.
   *
   * @param routes under the base
   * @param outsideBase the others
   */
  Router(List<Route> routes, List<Route> outsideBase) {
    this.routes = List.copyOf(routes);
    this.outsideBase = List.copyOf(outsideBase);
  }

  /** What a path leads to. */
  sealed interface Match {
    /** A route, and what stands where its names are. */
    record Found(Route route, Map<String, String> parameters) implements Match {}

    /** Something that does not take this method. */
    record OtherMethod() implements Match {}

    /** Nothing. */
    record NoPath() implements Match {}
  }

  /**
   * The route for a request.
   *
   * @param path its segments, decoded
   */
  Match find(String method, List<String> path) {
    if (path.isEmpty() || !path.getFirst().equals(BASE)) {
      return find(outsideBase, method, path, Route.Prefix.NONE);
    }
    List<String> rest = path.subList(1, path.size());
    Match best = find(routes, method, rest, Route.Prefix.NONE);
    for (int cut = 0; cut < rest.size() && !(best instanceof Match.Found); cut++) {
      if (String.join("/", rest.subList(0, cut)).length() > MAX_PREFIX) {
        return best;
      }
      Match match = find(routes, method, rest.subList(cut, rest.size()), Route.Prefix.ALLOWED);
      best = match instanceof Match.NoPath ? best : match;
    }
    return best;
  }

  private static Match find(
      List<Route> routes, String method, List<String> path, Route.Prefix prefix) {
    boolean otherMethod = false;
    for (Route route : routes) {
      if (route.prefix() != prefix) {
        continue;
      }
      Optional<Map<String, String>> parameters = route.pattern().match(path);
      if (parameters.isPresent() && route.takes(method)) {
        return new Match.Found(route, parameters.get());
      }
      otherMethod |= parameters.isPresent();
    }
    return otherMethod ? new Match.OtherMethod() : new Match.NoPath();
  }
}
