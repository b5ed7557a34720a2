package embedder;

import java.io.IOException;
import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import vtp.engine.Models;
import vtp.engine.VtpModel;
import vtp.engine.image.PictureReader;
import vtp.engine.image.Pixels;
import vtp.engine.image.Preparation;

/** Prints the CLIP features of pictures. */
@SpringBootApplication
public class Embedder {
    /** Takes {@code --model=} the name or folder of a model, and {@code --picture=} a file. */
    public static void main(String[] args) {
        SpringApplication.run(Embedder.class, args);
    }

    @Bean // Spring closes it at the end; any number of threads may share it
    VtpModel model(@Value("${model}") String name) throws IOException {
        return Models.load(name);
    }

    @Bean
    CommandLineRunner embed(VtpModel model, @Value("${picture}") Path picture) {
        return args -> {
            Pixels pixels = model.prepare(new PictureReader().read(picture), Preparation.SQUASH);
            System.out.println("embedded to " + model.imageFeatures(pixels).width() + " numbers");
        };
    }
}
