package io.sluice.gateway.http;

import io.sluice.gateway.recording.CastFormat;
import io.sluice.gateway.recording.CastOptions;
import io.sluice.protocol.wire.ProblemCode;
import io.sluice.protocol.wire.WireFault;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.jspecify.annotations.Nullable;

/**
 * What somebody asks of a recording. The query wins over {@code Accept}, which a browser does not
 * let one choose; an {@code Accept} that names no recording at all takes what comes, as elsewhere.
 */
final class RecordingRequest {
  static final String MEDIA_TYPE = "x-asciicast";
  private static final int MAX_IDLE_SECONDS = 86_400;

  private RecordingRequest() {}

  /**
   * @throws WireFault for a format that there is not, and for what is no such option
   */
  static CastOptions of(Call call) {
    String accept = call.request().getHeader("Accept").map(HttpHeader::value).orElse("");
    return of(call.query(), accept);
  }

  static CastOptions of(Query query, String accept) {
    CastFormat named =
        switch (query.text("format")) {
          case null -> null;
          case "v2" -> CastFormat.V2;
          case "v3" -> CastFormat.V3;
          default -> throw invalid("format must be v2 or v3");
        };
    boolean queries =
        switch (query.text("queries")) {
          case null -> true;
          case "keep" -> true;
          case "drop" -> false;
          default -> throw invalid("queries must be keep or drop");
        };
    Integer idle =
        query.text("idle_limit") == null
            ? null
            : Integer.valueOf(query.integer("idle_limit", 1, 1, MAX_IDLE_SECONDS));
    return new CastOptions(named == null ? accepted(accept) : named, queries, idle);
  }

  private static WireFault invalid(String message) {
    return new WireFault(ProblemCode.INVALID_ARGUMENT, message);
  }

  /** The best of what is acceptable; of equals the one named first. */
  private static CastFormat accepted(String accept) {
    CastFormat best = null;
    double bestQuality = 0;
    boolean unknown = false;
    for (String range : accept.toLowerCase(Locale.ROOT).split(",", -1)) {
      List<String> parts = Arrays.stream(range.split(";", -1)).map(String::strip).toList();
      if (parts.getFirst().equals("application/" + MEDIA_TYPE)) {
        CastFormat format = format(parameter(parts, "version"));
        double quality = quality(parameter(parts, "q"));
        unknown |= format == null;
        if (format != null && quality > bestQuality) {
          best = format;
          bestQuality = quality;
        }
      }
    }
    if (best == null && unknown) {
      throw new WireFault(
          ProblemCode.UNSUPPORTED, "recordings are application/x-asciicast of version 2 or 3");
    }
    return best == null ? CastFormat.V2 : best;
  }

  private static @Nullable CastFormat format(@Nullable String version) {
    return switch (version) {
      case null -> CastFormat.V2;
      case "2" -> CastFormat.V2;
      case "3" -> CastFormat.V3;
      default -> null;
    };
  }

  private static double quality(@Nullable String text) {
    boolean number = text != null && text.matches("[01](\\.[0-9]{0,3})?");
    return number ? Double.parseDouble(text) : 1;
  }

  private static @Nullable String parameter(List<String> parts, String name) {
    return parts.stream()
        .skip(1)
        .filter(part -> part.startsWith(name + "="))
        .map(part -> part.substring(name.length() + 1).replace("\"", ""))
        .findFirst()
        .orElse(null);
  }
}
