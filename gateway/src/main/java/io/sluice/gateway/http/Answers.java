package io.sluice.gateway.http;

import io.sluice.protocol.model.Payload;
import io.sluice.protocol.wire.Json;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/** Responses that are not problems. */
final class Answers {
  private Answers() {}

  static HttpResponse ok(Object body) {
    return json(200, body);
  }

  /** 201 with the path of what was made. */
  static HttpResponse created(String location, Object body) {
    return json(201, body).addHeader(RawHeader.create("Location", location));
  }

  static HttpResponse noContent() {
    return HttpResponse.create().withStatus(204);
  }

  static HttpResponse json(int status, Object body) {
    return of(status, ContentTypes.APPLICATION_JSON, Json.write(body));
  }

  static HttpResponse of(int status, ContentType type, Payload body) {
    ContentType.NonBinary text = (ContentType.NonBinary) type;
    return HttpResponse.create()
        .withStatus(status)
        .withEntity(HttpEntities.create(text, body.toByteArray()));
  }
}
