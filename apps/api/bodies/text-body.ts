import type { Text } from '@lien-thong/domain';
import { IsNotEmpty, IsString, MaxLength } from 'class-validator';

/** A name in both languages. */
export class TextBody implements Text {
  @IsString() @IsNotEmpty() @MaxLength(300) vi!: string;
  @IsString() @IsNotEmpty() @MaxLength(300) en!: string;
}
