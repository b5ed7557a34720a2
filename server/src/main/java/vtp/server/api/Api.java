package vtp.server.api;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import vtp.engine.VtpModel;
import vtp.search.ImageSearcher;
import vtp.server.batch.Lane;
import vtp.server.config.Limits;
import vtp.server.config.ServedGenerator;
import vtp.server.http.Endpoint;
import vtp.server.http.FrontDoor.Route;

/** The routes of the API. */
public final class Api {
    private Api() {}

    /** The routes by their paths; searches need an index, and pictures are drawn by a generator. */
    public static Map<String, Route> routes(
            VtpModel vtp,
            Lane lane,
            Limits limits,
            Optional<ImageSearcher> searcher,
            Optional<ServedGenerator> generator) {
        BatchedModel model = new BatchedModel(vtp, lane, limits.batch());
        Pictures pictures = new Pictures(vtp, limits);
        long patch = vtp.config().patchSize();
        LatentsInput latents = new LatentsInput(
                vtp.config().latentChannels(), limits.pictures(), limits.preparedPixels() / (patch * patch));
        Map<String, Route> routes = new LinkedHashMap<>();
        routes.put("/v1/encode", post(new EncodeEndpoint(model, pictures)));
        routes.put("/v1/decode", post(new DecodeEndpoint(model, latents)));
        routes.put("/v1/reconstruct", post(new ReconstructEndpoint(model, pictures)));
        routes.put(
                "/v1/classify", post(new ClassifyEndpoint(model, pictures, new PromptFeatures(model), limits.texts())));
        routes.put("/v1/features", post(new FeaturesEndpoint(model, pictures)));
        routes.put("/v1/embeddings", post(new EmbeddingsEndpoint(model, pictures, limits.texts())));
        ServedIndex index = new ServedIndex(searcher);
        routes.put("/v1/search", post(new SearchEndpoint(model, pictures, index)));
        routes.put(ServedIndex.THUMBNAILS, new Route("GET", false, new ThumbnailEndpoint(pictures, index)));
        Optional<BatchedGenerator> batched =
                generator.map(served -> new BatchedGenerator(served, model, limits.batch()));
        routes.put("/v1/generate", post(new GenerateEndpoint(model, batched)));
        routes.put("/v1/models", new Route("GET", false, new ModelsEndpoint(vtp, searcher.isPresent(), generator)));
        return routes;
    }

    private static Route post(Endpoint endpoint) {
        return new Route("POST", false, endpoint);
    }
}
