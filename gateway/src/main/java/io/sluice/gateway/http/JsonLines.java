package io.sluice.gateway.http;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/** Answers that are a JSON object a line, made while they are read. */
final class JsonLines {
  static final ContentType TYPE =
      MediaTypes.applicationWithFixedCharset("x-ndjson", HttpCharsets.UTF_8).toContentType();

  private static final long FIRST_ROW = 1;

  private JsonLines() {}

  /**
   * An exported file.
   *
   * @param last asked when all entries are out
   */
  static HttpResponse file(byte[] first, Source<byte[], NotUsed> entries, Supplier<byte[]> last) {
    return file(
        Source.single(first)
            .concat(entries)
            .concatLazy(Source.lazySource(() -> Source.single(last.get()))));
  }

  /** A short one. */
  static HttpResponse file(List<byte[]> lines) {
    return file(Source.from(lines));
  }

  private static HttpResponse file(Source<byte[], NotUsed> lines) {
    Source<ByteString, NotUsed> body = lines.map(ByteString::fromArrayUnsafe);
    return HttpResponse.create()
        .addHeader(RawHeader.create("Cache-Control", "no-store"))
        .withEntity(HttpEntities.createChunked(TYPE, body));
  }

  /**
   * All rows of something, a page at a time, until a page is empty.
   *
   * @param page the next rows from a number on
   */
  static <T> Source<T, NotUsed> rows(
      LongFunction<CompletionStage<List<T>>> page, ToLongFunction<T> number) {
    return Source.unfoldAsync(
            FIRST_ROW,
            from ->
                page.apply(from)
                    .thenApply(
                        rows ->
                            rows.isEmpty()
                                ? Optional.<Pair<Long, List<T>>>empty()
                                : Optional.of(
                                    Pair.create(number.applyAsLong(rows.getLast()) + 1, rows))))
        .mapConcat(rows -> rows);
  }
}
