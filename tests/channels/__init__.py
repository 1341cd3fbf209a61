"""The rooms: what each channel lets in and sends out."""
