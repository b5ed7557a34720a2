package vtp.cli.command;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Map;
import vtp.cli.console.EnumName;
import vtp.cli.console.JsonLine;
import vtp.engine.config.ClipConfig;
import vtp.engine.config.LoadOptions;
import vtp.engine.config.Part;
import vtp.engine.config.TextConfig;
import vtp.engine.config.VitConfig;
import vtp.engine.config.VtpConfig;
import vtp.engine.config.WeightType;
import vtp.engine.files.ModelReport;
import vtp.loader.Dtype;
import vtp.loader.TensorInfo;

/** What there is to know of a model, as an object for a program. */
record InfoJson(ModelReport info, boolean tensors) implements JsonLine.Fields {
    @Override
    public void write(JsonGenerator json) throws IOException {
        VtpConfig config = info.config();
        json.writeStringField("model", info.name());
        json.writeNumberField("image_size", config.imageSize());
        json.writeNumberField("patch_size", config.patchSize());
        JsonLine.numbers(json, "latent_shape", info.latentShape());
        vit(json, "trunk", config.trunk());
        if (config.decoder().isPresent()) {
            vit(json, "decoder", config.decoder().get());
        }
        if (config.clip().isPresent()) {
            text(json, config.clip().get());
        }
        sizes(json);
        json.writeNumberField("encode_flop", info.encodeFlop());
        json.writeNumberField("decode_flop", info.decodeFlop());
        json.writeNumberField("prompt_flop", info.promptFlop());
        json.writeObjectFieldStart("memory_bytes");
        for (WeightType weights : WeightType.values()) {
            long bytes = info.memoryBytes(LoadOptions.defaults().withWeights(weights));
            json.writeNumberField(EnumName.of(weights), bytes);
        }
        json.writeEndObject();
        if (tensors) {
            tensors(json);
        }
    }

    private static void vit(JsonGenerator json, String name, VitConfig vit) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("width", vit.width());
        json.writeNumberField("depth", vit.depth());
        json.writeNumberField("heads", vit.heads());
        json.writeStringField("ffn", EnumName.of(vit.ffn()));
        json.writeNumberField("ffn_hidden", vit.ffnHidden());
        json.writeStringField("norm", EnumName.of(vit.norm()));
        json.writeBooleanField("qk_norm", vit.qkNorm());
        json.writeBooleanField("layer_scale", vit.layerScale());
        json.writeEndObject();
    }

    private static void text(JsonGenerator json, ClipConfig clip) throws IOException {
        TextConfig text = clip.text();
        json.writeObjectFieldStart("text");
        json.writeNumberField("width", text.width());
        json.writeNumberField("depth", text.depth());
        json.writeNumberField("heads", text.heads());
        json.writeNumberField("mlp_hidden", text.ffnHidden());
        json.writeNumberField("context_length", text.contextLength());
        json.writeNumberField("vocab_size", text.vocabSize());
        json.writeBooleanField("causal", text.causal());
        json.writeStringField("pool", EnumName.of(text.pool()));
        json.writeEndObject();
        json.writeObjectFieldStart("clip");
        json.writeStringField("feature", EnumName.of(clip.feature()));
        json.writeBooleanField("through_bottleneck", clip.throughBottleneck());
        json.writeBooleanField("logit_bias", clip.logitBias());
        json.writeEndObject();
    }

    private void sizes(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("parameters");
        for (Map.Entry<Part, Long> part : info.parameters().entrySet()) {
            json.writeNumberField(EnumName.of(part.getKey()), part.getValue());
        }
        json.writeNumberField("all", info.allParameters());
        json.writeEndObject();
        json.writeObjectFieldStart("dtypes");
        for (Map.Entry<Dtype, Long> dtype : info.dtypes().entrySet()) {
            json.writeNumberField(dtype.getKey().name(), dtype.getValue());
        }
        json.writeEndObject();
        json.writeObjectFieldStart("file_bytes");
        for (Map.Entry<String, Long> file : info.fileBytes().entrySet()) {
            json.writeNumberField(file.getKey(), file.getValue());
        }
        json.writeEndObject();
    }

    private void tensors(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("tensors");
        for (TensorInfo tensor : info.tensors()) {
            json.writeStartObject();
            json.writeStringField("name", tensor.name());
            json.writeStringField("dtype", tensor.dtype().name());
            JsonLine.numbers(json, "shape", tensor.shape());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
