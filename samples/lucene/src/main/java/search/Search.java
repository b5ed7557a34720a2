package search;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import vtp.engine.Models;
import vtp.engine.VtpModel;
import vtp.engine.image.PictureReader;
import vtp.engine.image.Pixels;
import vtp.engine.image.Preparation;

/** Indexes pictures, and finds those that fit a text. */
public final class Search {
    private Search() {}

    /** Takes the name or folder of a model, a text, and pictures. */
    public static void main(String[] args) throws IOException {
        List<String> pictures = Arrays.asList(args).subList(2, args.length);
        try (VtpModel model = Models.load(args[0]);
                Directory index = new ByteBuffersDirectory()) {
            fill(index, model, pictures);
            print(index, model, args[1]);
        }
    }

    private static void fill(Directory index, VtpModel model, List<String> pictures) throws IOException {
        try (IndexWriter writer = new IndexWriter(index, new IndexWriterConfig())) {
            for (String file : pictures) {
                Pixels pixels = model.prepare(new PictureReader().read(Path.of(file)), Preparation.SQUASH);
                float[] vector = model.imageFeatures(pixels).row(0); // of length 1: the dot product is the cosine
                Document document = new Document();
                document.add(new StoredField("file", file));
                document.add(new KnnFloatVectorField("clip", vector, VectorSimilarityFunction.DOT_PRODUCT));
                writer.addDocument(document);
            }
        }
    }

    private static void print(Directory index, VtpModel model, String text) throws IOException {
        try (DirectoryReader reader = DirectoryReader.open(index)) {
            IndexSearcher searcher = new IndexSearcher(reader);
            float[] vector = model.textFeatures(List.of(text)).row(0);
            for (ScoreDoc hit : searcher.search(new KnnFloatVectorQuery("clip", vector, 3), 3).scoreDocs) {
                System.out.println(searcher.storedFields().document(hit.doc).get("file"));
            }
        }
    }
}
