package vtp.datasets;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vtp.loader.Json;

/**
 * What the Hugging Face hub writes about the columns of a Parquet file, under the key "huggingface" of its metadata:
 *
 * <pre>{"info": {"features": {"image": {"_type": "Image"}, "label": {"names": ["cat", "dog"], "_type": "ClassLabel"}}}}
 * </pre>
 *
 * @param images the columns that are said to hold pictures; empty if none is
 * @param label the column of the labels: "label", or else the first whose type is ClassLabel
 * @param classNames the names of its classes; empty if there are none
 */
record HubFeatures(List<String> images, String label, List<String> classNames) {
    private static final String LABEL = "label";

    static HubFeatures of(Path file, Map<String, String> metadata) throws IOException {
        String json = metadata.get("huggingface");
        if (json == null) {
            return new HubFeatures(List.of(), LABEL, List.of());
        }
        Map<?, ?> all = Json.readObject(file + ": huggingface", json.getBytes(StandardCharsets.UTF_8));
        Map<?, ?> features = map(map(all.get("info")).get("features"));
        List<String> images = new ArrayList<>();
        String label = features.containsKey(LABEL) ? LABEL : "";
        for (Map.Entry<?, ?> feature : features.entrySet()) {
            Object type = map(feature.getValue()).get("_type");
            if ("Image".equals(type)) {
                images.add((String) feature.getKey());
            } else if ("ClassLabel".equals(type) && label.isEmpty()) {
                label = (String) feature.getKey();
            }
        }
        List<String> names = new ArrayList<>();
        if (map(features.get(label)).get("names") instanceof List<?> list) {
            list.forEach(name -> names.add((String) name));
        }
        return new HubFeatures(List.copyOf(images), label.isEmpty() ? LABEL : label, List.copyOf(names));
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    /** Whether a column may hold pictures, as far as this says anything. */
    boolean mayBeImage(String column) {
        return images.isEmpty() || images.contains(column);
    }
}
