package vtp.evaluation.report;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.Styler;
import vtp.engine.image.PictureWriter;
import vtp.engine.image.Rgb;
import vtp.evaluation.EvaluationException;
import vtp.evaluation.Measure;

/** The charts of a report, as PNG. */
final class ReportCharts {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 360;
    private static final Color PAPER = Color.WHITE;

    private ReportCharts() {}

    /** All that the results allow, by their captions. */
    static Map<String, byte[]> of(List<ModelResults> models) throws IOException {
        Map<String, byte[]> charts = new LinkedHashMap<>();
        accuracy(models, charts);
        rates(models, charts);
        histogram(models, charts);
        return charts;
    }

    /** Bars of zero-shot and probe accuracy of each model, with their intervals. */
    private static void accuracy(List<ModelResults> models, Map<String, byte[]> charts) throws IOException {
        CategoryChart chart = new CategoryChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title("Accuracy")
                .yAxisTitle("top-1, %")
                .build();
        style(chart.getStyler());
        chart.getStyler().setYAxisMin(0.0).setYAxisMax(100.0);
        int series = 0;
        List<ReportColumn> columns = ReportColumn.ALL.subList(0, 2);
        List<ModelResults> measured = models.stream()
                .filter(model -> columns.stream().anyMatch(column -> column.value(model) != null))
                .toList();
        for (ReportColumn column : columns) {
            List<String> names = new ArrayList<>();
            List<Double> values = new ArrayList<>();
            List<Double> errors = new ArrayList<>();
            for (ModelResults model : measured) {
                Measure measure = column.value(model);
                names.add(model.name());
                values.add(measure == null ? 0 : measure.value());
                errors.add(measure == null ? 0 : (measure.high() - measure.low()) / 2);
            }
            if (measured.stream().anyMatch(model -> column.value(model) != null)) {
                chart.addSeries(column.title().replace(" top-1, %", ""), names, values, errors);
                series++;
            }
        }
        if (series > 0) {
            charts.put("Accuracy of each model, with its 95 % interval", png(chart));
        }
    }

    /** Accuracy of every classifier of the probes by its learning rate. */
    private static void rates(List<ModelResults> models, Map<String, byte[]> charts) throws IOException {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title("Linear probes")
                .xAxisTitle("learning rate")
                .yAxisTitle("top-1, %")
                .build();
        style(chart.getStyler());
        chart.getStyler().setXAxisLogarithmic(true);
        int series = 0;
        for (ModelResults model : models) {
            Map<Integer, List<double[]>> byBlocks = new TreeMap<>();
            for (double[] row : numbers(model.table("probe", "probe-classifiers.csv"), 3)) {
                byBlocks.computeIfAbsent((int) row[0], none -> new ArrayList<>())
                        .add(row);
            }
            byBlocks.forEach((blocks, rows) -> chart.addSeries(
                    model.name() + ", " + blocks + (blocks == 1 ? " block" : " blocks"),
                    rows.stream().map(row -> row[1]).toList(),
                    rows.stream().map(row -> row[2]).toList()));
            series += byBlocks.size();
        }
        if (series > 0) {
            charts.put("Accuracy of each linear classifier after the last epoch, by learning rate", png(chart));
        }
    }

    /** How many pictures have which PSNR. */
    private static void histogram(List<ModelResults> models, Map<String, byte[]> charts) throws IOException {
        Map<String, Map<Integer, Double>> byModel = new LinkedHashMap<>();
        int first = Integer.MAX_VALUE;
        int last = Integer.MIN_VALUE;
        for (ModelResults model : models) {
            Map<Integer, Double> counts = new TreeMap<>();
            for (double[] row : numbers(model.table("reconstruction", "reconstruction-histogram.csv"), 2)) {
                counts.put((int) row[0], row[1]);
                first = Math.min(first, (int) row[0]);
                last = Math.max(last, (int) row[0]);
            }
            if (!counts.isEmpty()) {
                byModel.put(model.name(), counts);
            }
        }
        if (byModel.isEmpty()) {
            return;
        }
        CategoryChart chart = new CategoryChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title("Reconstruction")
                .xAxisTitle("PSNR, dB")
                .yAxisTitle("pictures")
                .build();
        style(chart.getStyler());
        List<Integer> decibels = IntStream.rangeClosed(first, last).boxed().toList();
        byModel.forEach((name, counts) -> chart.addSeries(
                name,
                decibels,
                decibels.stream().map(db -> counts.getOrDefault(db, 0.0)).toList()));
        charts.put("How many pictures have which PSNR, in steps of a decibel", png(chart));
    }

    /** Rows of numbers after the first row, if the file is there. */
    private static List<double[]> numbers(@Nullable Path csv, int columns) throws IOException {
        List<double[]> rows = new ArrayList<>();
        if (csv == null || Files.notExists(csv)) {
            return rows;
        }
        List<String> lines = Files.readAllLines(csv);
        for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
            try {
                String[] cells = line.split(",", -1);
                double[] row = new double[columns];
                for (int i = 0; i < columns; i++) {
                    row[i] = Double.parseDouble(cells[i]);
                }
                rows.add(row);
            } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
                throw new EvaluationException(csv.toString(), "is no table of numbers: " + line);
            }
        }
        return rows;
    }

    private static void style(Styler styler) {
        styler.setChartBackgroundColor(PAPER);
        styler.setLegendPosition(Styler.LegendPosition.OutsideS);
        styler.setLegendBorderColor(PAPER);
    }

    private static byte[] png(Chart<?, ?> chart) throws IOException {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D graphics = image.createGraphics();
        try {
            chart.paint(graphics, WIDTH, HEIGHT);
        } finally {
            graphics.dispose();
        }
        return PictureWriter.png(Rgb.of(image));
    }
}
