package io.sluice.gateway.bench.journal;

import io.sluice.gateway.bench.ChildGateway;
import io.sluice.gateway.cli.UserFailure;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** Reads all output of an execution over HTTP and throws it away. */
final class LogReader implements AutoCloseable {
  private static final int OK = 200;

  private final HttpClient http = HttpClient.newHttpClient();
  private final HttpRequest request;

  LogReader(ChildGateway.Access access, String execution) {
    URI address = access.url().resolve("/v1/executions/" + execution + "/output");
    this.request =
        HttpRequest.newBuilder(address).header("Authorization", "Bearer " + access.key()).build();
  }

  /** How many bytes there were. */
  long readAll() throws UserFailure, IOException, InterruptedException {
    HttpResponse<InputStream> response = http.send(request, BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      if (response.statusCode() != OK) {
        throw new UserFailure("the output was answered with " + response.statusCode());
      }
      return body.transferTo(OutputStream.nullOutputStream());
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
