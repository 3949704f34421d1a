-- What the next sign-in has to bring along, where Microsoft said so; null: nothing. It is no secret.
ALTER TABLE client ADD COLUMN challenge TEXT;
