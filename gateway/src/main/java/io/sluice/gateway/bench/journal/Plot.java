package io.sluice.gateway.bench.journal;

import io.sluice.gateway.cli.UserFailure;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import javax.imageio.ImageIO;

/**
 * Bars of what the systems took: a row of panels for each size of records, rates on the left, the
 * 99th percentile on the right, both on a scale of powers of ten.
 */
final class Plot {
  private static final int WIDTH = 1_500;
  private static final int PANEL_HEIGHT = 320;
  private static final int HEAD = 70;
  private static final int MARGIN = 70;
  private static final int FOOT = 50;
  private static final Color GRID = new Color(0xdddddd);
  private static final List<Color> COLORS =
      List.of(
          new Color(0x1b6ca8),
          new Color(0x8a8a8a),
          new Color(0xc0392b),
          new Color(0x27ae60),
          new Color(0xe0a030));

  private final Graphics2D page;
  private final List<String> systems;

  private Plot(Graphics2D page, List<String> systems) {
    this.page = page;
    this.systems = systems;
  }

  /** What a panel shows of a measurement. */
  private record Quantity(String title, ToDoubleFunction<Measured> value) {}

  private static final Quantity RATE =
      new Quantity("records/s, more is better", Measured::perSecond);
  private static final Quantity TAIL =
      new Quantity("p99 in ms, less is better", m -> m.p99() / 1e6);

  /** Where a panel is. */
  private record Frame(int left, int top, int width, int height) {
    int bottom() {
      return top + height;
    }
  }

  /**
   * @throws UserFailure when this Java cannot write letters
   */
  static void write(List<Measured> all, Path file) throws IOException, UserFailure {
    System.setProperty("java.awt.headless", "true");
    Set<Integer> sizes = new LinkedHashSet<>();
    Set<String> systems = new LinkedHashSet<>();
    for (Measured each : all) {
      sizes.add(each.shape().bytes());
      systems.add(each.system());
    }
    try {
      BufferedImage image =
          new BufferedImage(WIDTH, HEAD + sizes.size() * PANEL_HEIGHT, BufferedImage.TYPE_INT_RGB);
      Graphics2D page = image.createGraphics();
      new Plot(page, List.copyOf(systems)).draw(all, List.copyOf(sizes), image);
      page.dispose();
      if (!ImageIO.write(image, "png", file.toFile())) {
        throw new IOException("this Java writes no PNG");
      }
    } catch (LinkageError | InternalError noFonts) {
      throw new UserFailure(
          "no picture: this Java finds no fonts (Debian: fontconfig and fonts-dejavu-core)",
          noFonts);
    }
  }

  private void draw(List<Measured> all, List<Integer> sizes, BufferedImage image) {
    page.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    page.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    page.setColor(Color.WHITE);
    page.fillRect(0, 0, image.getWidth(), image.getHeight());
    legend();
    for (int row = 0; row < sizes.size(); row++) {
      int bytes = sizes.get(row);
      List<Measured> shown = all.stream().filter(m -> m.shape().bytes() == bytes).toList();
      int top = HEAD + row * PANEL_HEIGHT + 30;
      int width = WIDTH / 2 - MARGIN - 20;
      int height = PANEL_HEIGHT - 30 - FOOT;
      panel(shown, RATE, new Frame(MARGIN, top, width, height));
      panel(shown, TAIL, new Frame(WIDTH / 2 + MARGIN, top, width, height));
    }
  }

  private void legend() {
    font(Font.BOLD, 18);
    page.setColor(Color.BLACK);
    page.drawString(
        "sluice bench journal: durable records of w writers in closed loops over e executions",
        MARGIN,
        28);
    font(Font.PLAIN, 14);
    int x = MARGIN;
    for (String system : systems) {
      page.setColor(color(system));
      page.fillRect(x, 42, 14, 14);
      page.setColor(Color.BLACK);
      page.drawString(system, x + 20, 54);
      x += 50 + page.getFontMetrics().stringWidth(system);
    }
  }

  private void panel(List<Measured> shown, Quantity quantity, Frame frame) {
    Decades decades = Decades.of(shown.stream().mapToDouble(quantity.value()).toArray());
    font(Font.BOLD, 13);
    page.setColor(Color.BLACK);
    page.drawString(
        Shape.size(shown.getFirst().shape().bytes()) + ": " + quantity.title(),
        frame.left(),
        frame.top() - 10);
    grid(decades, frame);
    List<String> groups = shown.stream().map(Plot::group).distinct().toList();
    int groupWidth = frame.width() / groups.size();
    for (int group = 0; group < groups.size(); group++) {
      String name = groups.get(group);
      int left = frame.left() + group * groupWidth + 8;
      int barWidth = Math.max(6, Math.min(46, (groupWidth - 16) / systems.size()));
      for (Measured each : shown) {
        if (group(each).equals(name)) {
          int x = left + systems.indexOf(each.system()) * barWidth;
          bar(each.system(), quantity.value().applyAsDouble(each), decades, x, barWidth, frame);
        }
      }
      page.setColor(Color.BLACK);
      font(Font.PLAIN, 11);
      page.drawString(name, left, frame.bottom() + 16);
    }
  }

  private void grid(Decades decades, Frame frame) {
    font(Font.PLAIN, 11);
    page.setStroke(new BasicStroke(1));
    for (int power = decades.from(); power <= decades.to(); power++) {
      int y = frame.bottom() - decades.height(Math.pow(10, power), frame.height());
      page.setColor(GRID);
      page.drawLine(frame.left(), y, frame.left() + frame.width(), y);
      page.setColor(Color.DARK_GRAY);
      String label = number(Math.pow(10, power));
      page.drawString(label, frame.left() - 8 - page.getFontMetrics().stringWidth(label), y + 4);
    }
  }

  private void bar(String system, double value, Decades decades, int x, int width, Frame frame) {
    int height = Math.max(1, decades.height(value, frame.height()));
    page.setColor(color(system));
    page.fillRect(x, frame.bottom() - height, width - 2, height);
    page.setColor(Color.BLACK);
    font(Font.PLAIN, 9);
    page.drawString(number(value), x, frame.bottom() - height - 3);
  }

  private static String group(Measured measured) {
    Shape shape = measured.shape();
    String load = shape.writers() + " w, " + shape.streams() + " e";
    return shape.inFlight() == 1 ? load : load + ", " + shape.inFlight() + " in flight";
  }

  /** Such as 0.31, 4.2, 870, 31k, 1M. */
  static String number(double value) {
    if (value >= 1_000_000) {
      return number(value / 1e6) + "M";
    }
    if (value >= 1_000) {
      return number(value / 1e3) + "k";
    }
    String format = value >= 10 ? "%.0f" : value >= 1 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, format, value).replaceFirst("\\.0+$", "");
  }

  private Color color(String system) {
    return COLORS.get(systems.indexOf(system) % COLORS.size());
  }

  private void font(int style, int size) {
    page.setFont(new Font(Font.SANS_SERIF, style, size));
  }
}
