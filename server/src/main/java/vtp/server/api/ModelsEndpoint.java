package vtp.server.api;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Optional;
import vtp.engine.Models;
import vtp.engine.VtpModel;
import vtp.engine.config.ClipConfig;
import vtp.engine.config.Part;
import vtp.engine.config.VtpConfig;
import vtp.engine.files.TensorLayout;
import vtp.server.config.ServedGenerator;
import vtp.server.http.Call;
import vtp.server.http.Endpoint;
import vtp.server.http.Reply;

/** {@code GET /v1/models}: the model that is served, in OpenAI's form and with what else there is to know of it. */
final class ModelsEndpoint implements Endpoint {
    private final VtpModel model;
    private final boolean searches;
    private final Optional<ServedGenerator> generator;

    /**
     * @param searches whether there is an index
     * @param generator if there is one
     */
    ModelsEndpoint(VtpModel model, boolean searches, Optional<ServedGenerator> generator) {
        this.model = model;
        this.searches = searches;
        this.generator = generator;
    }

    @Override
    public Reply answer(Call call) throws IOException {
        return Results.json(json -> {
            json.writeStringField("object", "list");
            json.writeArrayFieldStart("data");
            write(json);
            json.writeEndArray();
            json.writeBooleanField("search", searches);
            json.writeFieldName("generator");
            if (generator.isPresent()) {
                write(json, generator.get());
            } else {
                json.writeNull();
            }
            json.writeStringField("version", version());
        });
    }

    private void write(JsonGenerator json) throws IOException {
        VtpConfig config = model.config();
        Optional<ClipConfig> clip = config.clip();
        TensorLayout layout = TensorLayout.of(config);
        long parameters = 0;
        for (Part part : Part.values()) {
            parameters += layout.tensors(part).isEmpty() ? 0 : layout.parameters(part);
        }
        json.writeStartObject();
        json.writeStringField("id", model.name());
        json.writeStringField("object", "model");
        json.writeNumberField("created", 0);
        json.writeStringField("owned_by", "vtp");
        json.writeNumberField("image_size", config.imageSize());
        json.writeNumberField("patch_size", config.patchSize());
        int side = config.imageSize() / config.patchSize();
        json.writeObjectFieldStart("latents");
        json.writeNumberField("channels", config.latentChannels());
        json.writeNumberField("height", side);
        json.writeNumberField("width", side);
        json.writeEndObject();
        json.writeFieldName("embedding_width");
        if (clip.isPresent()) {
            json.writeNumber(clip.get().text().width());
        } else {
            json.writeNull();
        }
        json.writeNumberField("feature_channels", config.trunk().width());
        json.writeNumberField("depth", config.trunk().depth());
        json.writeNumberField("parameters", parameters);
        json.writeBooleanField("decoder", config.decoder().isPresent());
        json.writeBooleanField("text", clip.isPresent());
        boolean builtIn = model.name().equals(Models.BUILT_IN);
        json.writeBooleanField("toy", builtIn);
        json.writeBooleanField("built_in", builtIn);
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, ServedGenerator served) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", served.generator().name());
        json.writeNumberField("classes", served.classes().count());
        json.writeArrayFieldStart("labels");
        for (String label : served.classes().names()) {
            json.writeString(label);
        }
        json.writeEndArray();
        GenerateEndpoint.writeSettings(json, served.sampling());
        json.writeEndObject();
    }

    private static String version() {
        String version = ModelsEndpoint.class.getPackage().getImplementationVersion();
        return version == null ? "unpacked" : version;
    }
}
