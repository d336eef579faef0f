package io.sluice.gateway.http;

import io.sluice.gateway.tenant.Principal;
import io.sluice.protocol.access.Visitor;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.TenantId;
import io.sluice.protocol.wire.ProblemCode;
import io.sluice.protocol.wire.WireFault;
import java.util.Map;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/**
 * One authenticated request, its body read.
 *
 * @param parameters what stood in the path where the pattern has a name
 */
record Call(
    HttpRequest request, Map<String, String> parameters, Principal principal, Payload body) {
  TenantId tenant() {
    return principal.tenant();
  }

  boolean has(String parameter) {
    return parameters.containsKey(parameter);
  }

  /** A name that the pattern has. */
  String parameter(String name) {
    String value = parameters.get(name);
    if (value == null) {
      throw new IllegalStateException("the pattern has no " + name);
    }
    return value;
  }

  /**
   * @throws WireFault not_found for what cannot be the id of any
   */
  ExecutionId execution() {
    try {
      return new ExecutionId(parameter("execution"));
    } catch (IllegalArgumentException noId) {
      throw noExecution();
    }
  }

  /** Who asks, for the access trail. */
  Visitor visitor() {
    String address =
        request
            .getAttribute(AttributeKeys.remoteAddress)
            .flatMap(
                peer -> peer.getAddress().map(ip -> ip.getHostAddress() + " " + peer.getPort()))
            .orElse("unknown");
    return new Visitor(
        principal.keyId(),
        address,
        request.getHeader("X-Forwarded-For").map(HttpHeader::value).orElse(null));
  }

  Query query() {
    return Query.of(request);
  }

  /** The same for what does not exist and what is another tenant's (T1). */
  static WireFault noExecution() {
    return new WireFault(ProblemCode.NOT_FOUND, "no such execution");
  }

  /** The same for what does not exist and what is another tenant's (T1). */
  static WireFault noBox() {
    return new WireFault(ProblemCode.NOT_FOUND, "no such box");
  }
}
