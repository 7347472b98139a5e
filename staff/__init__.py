"""What the doors for staff share: signing in, who may see what, safe forms, and the frame of their pages."""
