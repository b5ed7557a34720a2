package vtp.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Map;
import vtp.engine.ClipConfig;
import vtp.engine.ModelReport;
import vtp.engine.TextConfig;
import vtp.engine.Tower;
import vtp.engine.VitConfig;
import vtp.engine.VtpConfig;
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
        if (tensors) {
            tensors(json);
        }
    }

    private static void vit(JsonGenerator json, String name, VitConfig vit) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("width", vit.width());
        json.writeNumberField("depth", vit.depth());
        json.writeNumberField("heads", vit.heads());
        json.writeStringField("ffn", Words.of(vit.ffn()));
        json.writeNumberField("ffn_hidden", vit.ffnHidden());
        json.writeStringField("norm", Words.of(vit.norm()));
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
        json.writeStringField("pool", Words.of(text.pool()));
        json.writeEndObject();
        json.writeObjectFieldStart("clip");
        json.writeStringField("feature", Words.of(clip.feature()));
        json.writeBooleanField("through_bottleneck", clip.throughBottleneck());
        json.writeBooleanField("logit_bias", clip.logitBias());
        json.writeEndObject();
    }

    private void sizes(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("parameters");
        for (Map.Entry<Tower, Long> tower : info.parameters().entrySet()) {
            json.writeNumberField(Words.of(tower.getKey()), tower.getValue());
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
